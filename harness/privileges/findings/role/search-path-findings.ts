import type { PolicyInPhase } from '../../../config/policy.ts'
import { schemasOf, unquoted } from '../../needed/search-path.ts'
import type { PrivilegeSnapshot, RoleSetting, Schema } from '../../snapshot/privilege-snapshot.ts'

/**
 * What a search_path that is set for everybody does to the role, in words; none where it does nothing: Heroku sets
 * `"$user", public, heroku_ext` on every database it makes, and nobody but the platform's support takes that away.
 */
export function harmOfSearchPath(
  { value }: Pick<RoleSetting, 'value'>,
  snapshot: PrivilegeSnapshot,
  policy: PolicyInPhase,
): string[] {
  const schemas = new Map(snapshot.schemas.map((schema) => [unquoted(schema.name), schema]))
  const path = schemasOf(value, unquoted(snapshot.role.name))
  const entered = path.flatMap((name) => schemas.get(name) ?? []).filter(canEnter)
  // In the schemas of Postgres's own search_path CREATE is judged by itself.
  const added = entered.filter(({ name }) => name !== 'public' && name !== snapshot.role.name)
  const writable = added.filter(
    ({ name, effective }) => effective.includes('CREATE') && !policy.schemas[name]?.includes('CREATE'),
  )
  const beforeCatalog = entered.slice(
    0,
    Math.max(
      0,
      entered.findIndex(({ name }) => name === 'pg_catalog'),
    ),
  )
  const leftOut = 'public' in policy.schemas && schemas.has('public') && !path.includes('public')
  return [
    ...writable.map(
      ({ name }) => `${snapshot.role.name} can create in ${name}, where every role's names are looked up`,
    ),
    ...beforeCatalog.map(({ name }) => `${name} comes before pg_catalog and can hide what is in it`),
    ...(leftOut ? ['public is not in it: a name without a schema does not find the tables there'] : []),
  ]
}

function canEnter({ effective, system }: Schema): boolean {
  return system || effective.includes('USAGE')
}
