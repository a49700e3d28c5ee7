import { Client } from 'pg'
import { createRunFolder, type RunFolder } from '../../process/run-folder.ts'
import { postgresBase } from '../../testing/postgres-base.ts'
import { type DatabaseOptions, type HerokuDatabase, startDatabase } from '../database/database.ts'
import type { ServerOptions } from '../server/postgres-server.ts'
import { startServer } from '../server/server.ts'

/** A database with a run folder and a server of its own: what a test here needs. */
export interface RehearsedDatabase {
  readonly database: HerokuDatabase
  readonly run: RunFolder
  /** A connected client, through the guard. It is closed with the rest. */
  connect(user: string, password: string): Promise<Client>
  /** A connected client of the superuser, around the guard. */
  connectAsSuperuser(): Promise<Client>
  stop(): Promise<void>
}

/** Starts a database of its own, on the base of this run of the tests. */
export async function startRehearsedDatabase(
  options: Partial<ServerOptions> & DatabaseOptions = {},
): Promise<RehearsedDatabase> {
  const run = await createRunFolder()
  const server = await startServer(postgresBase(), { name: 'database', runFolder: run.path, ...options })
  const database = await startDatabase(server, options)
  const clients: Client[] = []
  const connect = async (connectionString: string): Promise<Client> => {
    const client = new Client({ connectionString, ssl: { rejectUnauthorized: false } })
    client.on('error', () => undefined)
    await client.connect()
    clients.push(client)
    return client
  }
  return {
    database,
    run,
    connect: (user, password) => connect(database.url(user, password)),
    connectAsSuperuser: () => connect(database.superuserUrl),
    stop: async () => {
      await Promise.allSettled(clients.map((client) => client.end()))
      await database.stop()
      await server.stop()
      await run.remove()
    },
  }
}
