import { escapeIdentifier as name, escapeLiteral as text } from 'pg'
import type { NewDatabase } from '../profiles/profile.ts'

/**
 * SQL that makes the owner: it may log in and nothing else (`NOSUPERUSER NOCREATEDB NOCREATEROLE`), is a member of the
 * monitoring roles (Heroku Dev Center, 'Heroku Postgres Credentials') and may pass pg_monitor on (Heroku Help, 'How do I
 * grant the pg_monitor role to my Heroku Postgres database user?'). `verifier` is the password's, so no password is sent.
 */
export function createOwner(owner: string, verifier: string): string {
  return `CREATE ROLE ${name(owner)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${text(verifier)};
    GRANT pg_monitor TO ${name(owner)} WITH ADMIN OPTION;
    GRANT pg_read_all_settings, pg_read_all_stats, pg_signal_backend TO ${name(owner)};`
}

/** SQL that makes the database; a Query of its own, since CREATE DATABASE runs in no transaction. */
export function createDatabase(database: NewDatabase, connectionLimit: number): string {
  return `CREATE DATABASE ${name(database.name)} OWNER ${name(database.owner)} CONNECTION LIMIT ${connectionLimit}`
}

/** SQL that says how many connections a database takes. */
export function limitConnections(database: string, connectionLimit: number): string {
  return `ALTER DATABASE ${name(database)} CONNECTION LIMIT ${connectionLimit}`
}

/** SQL that takes the database from PUBLIC, as every public dump of one has it. */
export function restrictDatabase(database: NewDatabase): string {
  return `REVOKE ALL ON DATABASE ${name(database.name)} FROM PUBLIC;
    GRANT CONNECT ON DATABASE ${name(database.name)} TO ${name(database.owner)};
    GRANT ALL ON DATABASE ${name(database.name)} TO ${name(database.owner)};`
}
