import { escapeIdentifier as name, escapeLiteral as text } from 'pg'
import type { NewDatabase } from '../profiles/profile.ts'

/** A credential's role that is to be made; `verifier` is its password's. */
export interface NewRole {
  readonly role: string
  readonly verifier: string
  readonly grants: 'none' | 'select'
}

/**
 * SQL that makes a credential's role: CONNECT on the database, and with `select` also SELECT on the tables of `public`. The
 * owner becomes a member of it with ADMIN, as has been seen of every credential of a database.
 */
export function createRole(database: NewDatabase, { role, verifier, grants }: NewRole): string {
  // What an extension brought is the platform's own, and no table of anybody's.
  const select = `GRANT USAGE ON SCHEMA public TO ${name(role)};
    DO $$ DECLARE relation regclass; BEGIN
      FOR relation IN
        SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
          AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
      LOOP
        EXECUTE format('GRANT SELECT ON %s TO %I', relation, ${text(role)});
      END LOOP;
    END $$;`
  return `CREATE ROLE ${name(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${text(verifier)};
    GRANT CONNECT ON DATABASE ${name(database.name)} TO ${name(role)};
    -- With INHERIT and, from 16 on, SET, which are the defaults.
    GRANT ${name(role)} TO ${name(database.owner)} WITH ADMIN OPTION;
    ${grants === 'select' ? select : ''}`
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
