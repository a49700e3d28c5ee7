import type { PrivilegeSnapshot } from '../snapshot/privilege-snapshot.ts'

/** Postgres's own default (PostgreSQL documentation, search_path). */
const byDefault = '"$user", public'

/** The schemas that a session of the role looks names up in: what is set for the role, the database or everybody. */
export function searchPathOf({ settings, role }: PrivilegeSnapshot): readonly string[] {
  const set = settings
    .filter(({ name }) => name === 'search_path')
    // The more particular wins: role in database, role, database, everybody (PostgreSQL documentation, ALTER ROLE).
    .toSorted((a, b) => Number(b.ofRole) - Number(a.ofRole) || Number(b.inDatabase) - Number(a.inDatabase))
  return schemasOf(set[0]?.value ?? byDefault, unquoted(role.name))
}

/** The schemas of a search_path by their names, without quotes; `"$user"` is the role's own. */
export function schemasOf(searchPath: string, role: string): readonly string[] {
  return [...searchPath.matchAll(/"((?:[^"]|"")*)"|([^\s,"]+)/g)].map(([, inQuotes, plain = '']) => {
    const name = inQuotes?.replaceAll('""', '"') ?? plain.toLowerCase()
    return name === '$user' ? role : name
  })
}

/** An identifier as the catalogue has it, from how SQL writes it (`quote_ident`). */
export function unquoted(identifier: string): string {
  return identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier
}
