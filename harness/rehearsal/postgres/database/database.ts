import { randomBytes, randomInt } from 'node:crypto'
import { startGuard } from '../guard/guard.ts'
import type { LogMessage } from '../log/log-message.ts'
import type { NewDatabase, Profile, ProfileName } from '../profiles/profile.ts'
import { profileNamed } from '../profiles/profiles.ts'
import type { PostgresBase, PostgresServer, ServerOptions } from '../server/postgres-server.ts'
import { startServer } from '../server/server.ts'
import { createDatabase, createOwner, limitConnections, restrictDatabase } from './bootstrap.ts'
import { openPlatformSessions } from './platform-sessions.ts'
import { createRole, dropRole, grantRole, setPassword } from './roles.ts'
import { runSql } from './run-sql.ts'
import { scramVerifier } from './scram.ts'
import { extensions, newest, publicSchema, type Variants } from './variants.ts'

/** A Heroku Postgres database as an app sees it, and the platform's own hands on it. */
export interface HerokuDatabase {
  readonly server: PostgresServer
  readonly profile: Profile
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
  /** The URL of a credential around the guard, with or without TLS. */
  directUrl(user: string, password: string): string
  /**
   * What `pg:credentials:create` has the platform do: a role that can log in and connect, and nothing else (Heroku Dev
   * Center, 'Heroku Postgres Credentials': no permission on any table), or, with `select`, what the source runbook says:
   * SELECT on every table there is.
   */
  createCredential(name: string, password: string, grants: 'none' | 'select'): Promise<void>
  /** What a rotation in steps has the platform do: a user beside the credential's own, a member of it. */
  createRotatingUser(name: string, password: string, credential: string): Promise<void>
  /** What `pg:credentials:rotate` has the platform do. Throws where there is no such role. */
  setPassword(name: string, password: string): Promise<void>
  /** What `pg:credentials:destroy` has the platform do: what the credential owns goes to the default one. */
  dropCredential(name: string): Promise<void>
  /** What a change of plan has the platform do: another number of connections, for those who come from now on. */
  limitConnections(connectionLimit: number): Promise<void>
  /** Makes another database on the server, of the same owner, as Heroku publishes a new one; returns its name. */
  createAnother(): Promise<string>
  /** Runs SQL as the owner, through the guard, as one Query: migrations and fixtures. Throws the server's error. */
  runAsOwner(sql: string): Promise<void>
  /** A fault: the database is down. Open connections break, new ones are hung up on. */
  refuseConnections(refused: boolean): void
  /** Has somebody told of each message Postgres writes from now on, where the profile shows them. */
  followLog(onMessage: (message: LogMessage) => void): void
  /** Stops the guard and the server. */
  stop(): Promise<void>
}

/** What a database may be asked for; its server's files have the `server`'s name. */
export interface DatabaseOptions
  extends Pick<ServerOptions, 'runFolder' | 'major' | 'logStatements'>,
    Partial<Variants> {
  readonly server: string
  readonly profile: ProfileName
  /** Connections the database takes; 120 by default, as on standard-0 (Heroku Dev Center, 'Choosing a Heroku Postgres Plan'). */
  readonly connectionLimit?: number
  /** Heroku's are random. */
  readonly name?: string
  readonly owner?: { readonly user: string; readonly password: string }
}

/** Starts a server, makes a database on it as Heroku publishes it, and puts the guard in front: the one way to get one. */
export async function startDatabase(base: PostgresBase, options: DatabaseOptions): Promise<HerokuDatabase> {
  const profile = profileNamed(options.profile)
  const log: FollowedLog = { follow: () => undefined }
  const server = await startServer(base, {
    ...options,
    name: options.server,
    superuser: profile.superuser,
    settings: profile.serverSettings,
    ...(profile.showsLog && { onLogMessage: (message) => log.follow(message) }),
  })
  try {
    return await publish(server, { ...options, profile, log })
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Who is told of a server's messages: nobody before there is an app. */
interface FollowedLog {
  follow: (message: LogMessage) => void
}

async function publish(
  server: PostgresServer,
  options: Omit<DatabaseOptions, 'profile'> & { profile: Profile; log: FollowedLog },
): Promise<HerokuDatabase> {
  const { profile, log, connectionLimit = 120, name = herokuName('d') } = options
  const owner = options.owner ?? {
    user: herokuName('u'),
    password: `p${randomBytes(32).toString('hex')}`,
  }
  const database = { name, owner: owner.user }
  const variants = { ...newest, ...options }
  const { user, password } = server.superuser
  const superuserUrl = postgresUrl(user, password, server.port, name)

  const asSuperuser = (of: string, ...sql: readonly string[]): Promise<void> =>
    runSql(postgresUrl(user, password, server.port, of), ...sql)
  const asPlatform = (...sql: readonly string[]): Promise<void> => asSuperuser(name, ...sql)
  const furnish = async (made: NewDatabase): Promise<void> => {
    await asSuperuser('postgres', createDatabase(made, connectionLimit))
    await asSuperuser(
      made.name,
      restrictDatabase(made),
      publicSchema(made, variants),
      profile.furniture(made, variants),
      extensions(made, variants),
    )
  }
  await asSuperuser('postgres', profile.roles, createOwner(owner.user, scramVerifier(owner.password)))
  await furnish(database)
  const guard = await startGuard(server, profile)
  let { password: ownPassword } = owner
  const sessions = await openPlatformSessions(
    () => postgresUrl(owner.user, ownPassword, server.port, name),
    profile.platformSessions,
  )
  const url = (role: string, secret: string): string => postgresUrl(role, secret, guard.port, name)
  const addRole = (role: string, secret: string, grants: 'none' | 'select'): string =>
    createRole(database, { role, verifier: scramVerifier(secret), grants })

  return {
    server,
    profile,
    host: '127.0.0.1',
    port: guard.port,
    name,
    owner,
    superuserUrl,
    url,
    directUrl: (role, secret) => postgresUrl(role, secret, server.port, name),
    createCredential: (role, secret, grants) => asPlatform(addRole(role, secret, grants)),
    createRotatingUser: (role, secret, credential) =>
      asPlatform(addRole(role, secret, 'none'), grantRole(credential, role)),
    setPassword: async (role, secret) => {
      await asPlatform(setPassword(role, scramVerifier(secret)))
      if (role === owner.user) ownPassword = secret
    },
    dropCredential: (role) => asPlatform(dropRole(role, owner.user)),
    limitConnections: (limit) => asPlatform(limitConnections(name, limit)),
    createAnother: async () => {
      const another = { name: herokuName('d'), owner: owner.user }
      await furnish(another)
      return another.name
    },
    runAsOwner: (sql) => runSql(url(owner.user, owner.password), sql),
    refuseConnections: (refused) => guard.refuseConnections(refused),
    followLog: (onMessage) => {
      log.follow = onMessage
    },
    stop: async () => {
      await sessions.stop()
      await guard.stop()
      await server.stop()
    },
  }
}

/** `sslmode` is left to the client, as in Heroku's own URLs. */
function postgresUrl(user: string, password: string, port: number, database: string): string {
  return `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
}

function herokuName(initial: string): string {
  return initial + Array.from({ length: 13 }, () => randomInt(36).toString(36)).join('')
}
