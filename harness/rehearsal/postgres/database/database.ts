import { randomBytes, randomInt } from 'node:crypto'
import { escapeIdentifier, escapeLiteral } from 'pg'
import { startGuard } from '../guard/guard.ts'
import type { PostgresServer } from '../server/postgres-server.ts'
import { createDatabase, createRole, dropRole, restrictPublicSchema } from './bootstrap.ts'
import { runSql } from './run-sql.ts'
import { scramVerifier } from './scram.ts'

/** A Heroku Postgres database as an app sees it, and the platform's own hands on it. */
export interface HerokuDatabase {
  readonly server: PostgresServer
  readonly host: '127.0.0.1'
  /** The guard's port. TLS is required, as Heroku does. */
  readonly port: number
  /** The database's name, Heroku-like: `d` and random lower-case letters and digits. */
  readonly name: string
  /** The default credential: owner of the database, no superuser. */
  readonly owner: { readonly user: string; readonly password: string }
  /** Around the guard, with or without TLS: what the platform, or a hostile hand, could do. */
  readonly superuserUrl: string
  /** The URL of a credential, through the guard. */
  url(user: string, password: string): string
  /**
   * What `pg:credentials:create` has the platform do: a role that can log in and connect, and nothing else (Heroku Dev
   * Center, 'Heroku Postgres Credentials': no permission on any table), or, with `select`, what the source runbook says:
   * SELECT on every table there is.
   */
  createCredential(name: string, password: string, grants: 'none' | 'select'): Promise<void>
  /** What `pg:credentials:rotate` has the platform do. Throws where there is no such role. */
  setPassword(name: string, password: string): Promise<void>
  /** What `pg:credentials:destroy` has the platform do: what the credential owns goes to the default one. */
  dropCredential(name: string): Promise<void>
  /** Runs SQL as the owner, through the guard, as one Query: migrations and fixtures. Throws the server's error. */
  runAsOwner(sql: string): Promise<void>
  /** A fault: the database is down. Open connections break, new ones are hung up on. */
  refuseConnections(refused: boolean): void
  /** Stops the guard. The server is its own to stop. */
  stop(): Promise<void>
}

export interface DatabaseOptions {
  /** Connections the database takes; 120 by default, as on standard-0 (Heroku Dev Center, 'Choosing a Heroku Postgres Plan'). */
  readonly connectionLimit?: number
}

/** Makes a database on a server as Heroku publishes it, and puts the guard in front. */
export async function startDatabase(
  server: PostgresServer,
  { connectionLimit = 120 }: DatabaseOptions = {},
): Promise<HerokuDatabase> {
  const name = herokuName('d')
  const owner = { user: herokuName('u'), password: `p${randomBytes(32).toString('hex')}` }
  const superuserUrl = postgresUrl(server.superuser.user, server.superuser.password, server.port, name)
  const asPlatform = (sql: string): Promise<void> => runSql(superuserUrl, sql)

  await createDatabase(server, {
    name,
    connectionLimit,
    owner: owner.user,
    verifier: scramVerifier(owner.password),
  })
  await asPlatform(restrictPublicSchema(owner.user))
  const guard = await startGuard(server)
  const url = (user: string, password: string): string => postgresUrl(user, password, guard.port, name)

  return {
    server,
    host: '127.0.0.1',
    port: guard.port,
    name,
    owner,
    superuserUrl,
    url,
    createCredential: (role, password, grants) =>
      asPlatform(createRole({ role, verifier: scramVerifier(password), database: name, grants })),
    setPassword: (role, password) =>
      asPlatform(`ALTER ROLE ${escapeIdentifier(role)} PASSWORD ${escapeLiteral(scramVerifier(password))}`),
    dropCredential: (role) => asPlatform(dropRole(role, owner.user)),
    runAsOwner: (sql) => runSql(url(owner.user, owner.password), sql),
    refuseConnections: (refused) => guard.refuseConnections(refused),
    stop: () => guard.stop(),
  }
}

/** `sslmode` is left to the client, as in Heroku's own URLs. */
function postgresUrl(user: string, password: string, port: number, database: string): string {
  return `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
}

function herokuName(initial: string): string {
  return initial + Array.from({ length: 13 }, () => randomInt(36).toString(36)).join('')
}
