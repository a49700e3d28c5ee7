import { escapeIdentifier as name, escapeLiteral as text } from 'pg'
import type { PostgresServer } from '../server/postgres-server.ts'
import { runSql } from './run-sql.ts'

/**
 * Makes the owner and the database as Heroku publishes it: the owner may log in and nothing else (`NOSUPERUSER
 * NOCREATEDB NOCREATEROLE`) and owns a database that PUBLIC has no right on; it is a member of the monitoring roles
 * (Heroku Dev Center, 'Heroku Postgres Credentials') and may pass pg_monitor on (Heroku Help, 'How do I grant the
 * pg_monitor role to my Heroku Postgres database user?'). RDS's own roles are there, and the owner is in neither.
 * `verifier` is the password's, so no password is sent.
 */
export async function createDatabase(
  server: PostgresServer,
  options: { name: string; owner: string; verifier: string; connectionLimit: number },
): Promise<void> {
  const { user, password } = server.superuser
  const url = `postgres://${user}:${password}@${server.host}:${server.port}/postgres`
  const [database, owner] = [name(options.name), name(options.owner)]
  await runSql(
    url,
    `DO $$ BEGIN
       IF to_regrole('rds_password') IS NULL THEN
         CREATE ROLE rds_superuser NOLOGIN;
         CREATE ROLE rds_password NOLOGIN;
         GRANT rds_password TO rds_superuser;
       END IF;
     END $$;
     CREATE ROLE ${owner} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${text(options.verifier)};
     GRANT pg_monitor TO ${owner} WITH ADMIN OPTION;
     GRANT pg_read_all_settings, pg_read_all_stats, pg_signal_backend TO ${owner};`,
  )
  // CREATE DATABASE runs in no transaction, and several statements in one Query are one.
  await runSql(url, `CREATE DATABASE ${database} OWNER ${owner} CONNECTION LIMIT ${options.connectionLimit}`)
  await runSql(
    url,
    `REVOKE ALL ON DATABASE ${database} FROM PUBLIC;
     GRANT CONNECT ON DATABASE ${database} TO ${owner};
     GRANT ALL ON DATABASE ${database} TO ${owner};`,
  )
}

/**
 * SQL that takes schema `public` from PUBLIC, which stock Postgres gives USAGE, and leaves it to the owner: on Heroku a
 * new credential has no USAGE on it (Heroku Dev Center, 'Heroku Postgres Credentials'). From 15 on the owner has it as
 * pg_database_owner; before, it is granted.
 */
export function restrictPublicSchema(owner: string): string {
  return `REVOKE ALL ON SCHEMA public FROM PUBLIC;
    DO $$ BEGIN
      IF current_setting('server_version_num')::int < 150000 THEN
        GRANT ALL ON SCHEMA public TO ${name(owner)};
      END IF;
    END $$;`
}

/** SQL that makes a credential's role: CONNECT on the database, and with `select` also SELECT on the tables of `public`. */
export function createRole(options: {
  role: string
  verifier: string
  database: string
  grants: 'none' | 'select'
}): string {
  const role = name(options.role)
  const login = `CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${text(options.verifier)};
    GRANT CONNECT ON DATABASE ${name(options.database)} TO ${role};`
  if (options.grants === 'none') return login
  return `${login}
    GRANT USAGE ON SCHEMA public TO ${role};
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role};`
}

/**
 * SQL that drops a credential's role: 'Database objects owned by it will be assigned to the default credential'
 * (CLI, `pg:credentials:destroy`), and its privileges go with it.
 */
export function dropRole(role: string, owner: string): string {
  return `REASSIGN OWNED BY ${name(role)} TO ${name(owner)}; DROP OWNED BY ${name(role)}; DROP ROLE ${name(role)};`
}
