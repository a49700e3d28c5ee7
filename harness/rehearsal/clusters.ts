import { connectionLimit } from './account/plan.ts'
import { type RdsDatabase, startDatabase } from './rds/database.ts'
import { startServer } from './rds/server.ts'
import type { RunOptions } from './run-options.ts'

/** Starts the databases of a run, and stops them all. */
export interface Clusters {
  /** A database on a new cluster; `name` names the cluster's files, `plan` says how many connections it takes. */
  start(name: string, plan: string): Promise<RdsDatabase>
  stop(): Promise<void>
}

/** The clusters of one run, which all come from the same base. */
export function createClusters(runFolder: string, options: RunOptions): Clusters {
  const databases: RdsDatabase[] = []
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
