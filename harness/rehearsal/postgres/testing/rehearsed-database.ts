import { Client } from 'pg'
import { createRunFolder, type RunFolder } from '../../process/run-folder.ts'
import { postgresBase, postgresProfile } from '../../testing/postgres-base.ts'
import { type DatabaseOptions, type HerokuDatabase, startDatabase } from '../database/database.ts'

/** A database with a run folder of its own: what a test that needs Postgres and nothing else of the platform starts. */
export interface RehearsedDatabase {
  readonly database: HerokuDatabase
  readonly run: RunFolder
  /** A connected client, through the guard. It is closed with the rest. */
  readonly connect: (user: string, password: string) => Promise<Client>
  /** A connected client around the guard, without TLS. */
  readonly connectDirectly: (user: string, password: string) => Promise<Client>
  /** A connected client of the superuser, around the guard. */
  readonly connectAsSuperuser: () => Promise<Client>
  readonly stop: () => Promise<void>
}

/** Starts a database of its own, on the base of this run of the tests. */
export async function startRehearsedDatabase(
  options: Partial<DatabaseOptions> = {},
): Promise<RehearsedDatabase> {
  const run = await createRunFolder()
  const database = await startDatabase(postgresBase(), {
    server: 'database',
    runFolder: run.path,
    profile: postgresProfile(),
    ...options,
  }).catch(async (error: unknown) => {
    await run.remove()
    throw error
  })
  const clients: Client[] = []
  const connect = async (connectionString: string, ssl = true): Promise<Client> => {
    const client = new Client({ connectionString, ssl: ssl && { rejectUnauthorized: false } })
    client.on('error', () => undefined)
    await client.connect()
    clients.push(client)
    return client
  }
  return {
    database,
    run,
    connect: (user, password) => connect(database.url(user, password)),
    connectDirectly: (user, password) => connect(database.directUrl(user, password), false),
    connectAsSuperuser: () => connect(database.superuserUrl),
    stop: async () => {
      await Promise.allSettled(clients.map((client) => client.end()))
      await database.stop()
      await run.remove()
    },
  }
}
