import { connectionLimit } from './account/plan.ts'
import type { RunOptions } from './command/run-options.ts'
import { type HerokuDatabase, startDatabase } from './postgres/database/database.ts'

/** Starts the databases of a run, and stops them all. */
export interface Databases {
  /** A database on a server of its own; `server` names the server's files, `plan` says how many connections it takes. */
  start(server: string, plan: string): Promise<HerokuDatabase>
  stop(): Promise<void>
}

/** The databases of one run, which all come from the same base. */
export function createDatabases(runFolder: string, options: RunOptions): Databases {
  const databases: HerokuDatabase[] = []
  return {
    async start(server, plan) {
      const database = await startDatabase(options.postgres, {
        server,
        runFolder,
        connectionLimit: connectionLimit(plan),
        profile: options.profile,
        publicSchemaOwner: options.publicSchemaOwner,
        publicSchemaGrants: options.publicSchemaGrants,
        extensionSchema: options.extensionSchema,
        statisticsSchema: options.statisticsSchema,
        herokuExtGrants: options.herokuExtGrants,
        logStatements: options.logStatements,
        ...(options.postgresMajor !== undefined && { major: options.postgresMajor }),
      })
      databases.push(database)
      return database
    },
    async stop() {
      await Promise.allSettled(databases.map((database) => database.stop()))
    },
  }
}
