import { connectionLimit } from './account/plan.ts'
import type { RunOptions } from './command/run-options.ts'
import { type HerokuDatabase, startDatabase } from './postgres/database/database.ts'
import { startServer } from './postgres/server/server.ts'

/** Starts the databases of a run, and stops them all. */
export interface Databases {
  /** A database on a server of its own; `name` names the server's files, `plan` says how many connections it takes. */
  start(name: string, plan: string): Promise<HerokuDatabase>
  stop(): Promise<void>
}

/** The databases of one run, each on a server of its own and all of the same base. */
export function createDatabases(runFolder: string, options: RunOptions): Databases {
  const databases: HerokuDatabase[] = []
  return {
    async start(name, plan) {
      const server = await startServer(options.postgres, {
        name,
        runFolder,
        logStatements: options.logStatements,
        ...(options.postgresMajor !== undefined && { major: options.postgresMajor }),
      })
      const database = await startDatabase(server, { connectionLimit: connectionLimit(plan) })
      databases.push(database)
      return database
    },
    async stop() {
      await Promise.allSettled(
        databases.map(async (database) => {
          await database.stop()
          await database.server.stop()
        }),
      )
    },
  }
}
