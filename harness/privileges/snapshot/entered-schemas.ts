import type { PrivilegeSnapshot } from './privilege-snapshot.ts'

/** The schemas in which the role finds what it names: those it has USAGE on. */
export function enteredSchemas({ schemas }: Pick<PrivilegeSnapshot, 'schemas'>): ReadonlySet<string> {
  return new Set(schemas.filter(({ effective }) => effective.includes('USAGE')).map(({ name }) => name))
}
