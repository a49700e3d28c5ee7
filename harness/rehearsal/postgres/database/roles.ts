import { escapeIdentifier as name, escapeLiteral as text } from 'pg'
import type { NewDatabase } from '../profiles/profile.ts'

/** A credential's role that is to be made; `verifier` is its password's. */
export interface NewRole {
  readonly role: string
  readonly verifier: string
  readonly grants: 'none' | 'select'
  /** Whether the owner becomes a member, with ADMIN: seen of every credential of a database. */
  readonly ownerIsMember: boolean
}

/** SQL that makes a credential's role: CONNECT on the database, and with `select` also SELECT on the tables of `public`. */
export function createRole(
  database: NewDatabase,
  { role, verifier, grants, ownerIsMember }: NewRole,
): string {
  const select = `
    GRANT USAGE ON SCHEMA public TO ${name(role)};
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${name(role)};`
  // The defaults are INHERIT and, from 16 on, SET.
  const membership = `
    GRANT ${name(role)} TO ${name(database.owner)} WITH ADMIN OPTION;`
  return `CREATE ROLE ${name(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${text(verifier)};
    GRANT CONNECT ON DATABASE ${name(database.name)} TO ${name(role)};${ownerIsMember ? membership : ''}${grants === 'select' ? select : ''}`
}

/** SQL that makes one role a member of another. */
export function grantRole(role: string, member: string): string {
  return `GRANT ${name(role)} TO ${name(member)}`
}

/** SQL that gives a role another password. */
export function setPassword(role: string, verifier: string): string {
  return `ALTER ROLE ${name(role)} PASSWORD ${text(verifier)}`
}

/**
 * SQL that drops a credential's role: 'Database objects owned by it will be assigned to the default credential'
 * (CLI, `pg:credentials:destroy`), and its privileges go with it.
 */
export function dropRole(role: string, owner: string): string {
  return `REASSIGN OWNED BY ${name(role)} TO ${name(owner)}; DROP OWNED BY ${name(role)}; DROP ROLE ${name(role)};`
}
