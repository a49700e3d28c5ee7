import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigurationError } from '../postgres/configuration-error.ts'
import type { HerokuDatabase } from '../postgres/database/database.ts'
import { grantPolicy } from './policy-grants.ts'
import { provisionedGrantsSql, schemaSql, standInFolder, standInProgram } from './project-files.ts'
import { type RehearsedRole, type RehearsedRunbook, rolesOf } from './rehearsed-runbook.ts'
import { readScripts, runScripts } from './scripts.ts'

/** What the app that is rehearsed brings: its schema, its program, and what a carried-out runbook grants on the one. */
export interface AppProject {
  /** Makes the schema, with the rows it begins with, as the owner. */
  readonly prepare: (database: HerokuDatabase) => Promise<void>
  /** Grants the role what the policy gives it. */
  readonly grant: (database: HerokuDatabase, role: RehearsedRole) => Promise<void>
  /** The program that a dyno runs. */
  readonly program: string
  /** The checkout that holds the smoke suite. */
  readonly folder: string
}

/**
 * Returns the app of the configuration, or the one that the source was written for.
 * @param folder the configuration's own, from which its paths are taken.
 * @throws ConfigurationError for a path where there is nothing, or a file that is no SQL.
 */
export async function appProject(runbook: RehearsedRunbook, folder: string): Promise<AppProject> {
  const { rehearsal } = runbook
  const byPolicy: AppProject['grant'] = (database, { name, privileges }) =>
    grantPolicy(ownerUrl(database), name, privileges)
  if (!rehearsal) {
    return {
      prepare: (database) => database.runAsOwner(schemaSql()),
      grant: rolesOf(runbook).length > 1 ? byPolicy : byHand,
      program: await standInProgram(),
      folder: standInFolder,
    }
  }
  const paths = [rehearsal.schema, rehearsal.migrations, rehearsal.seed].filter((path) => path !== undefined)
  const scripts = (await Promise.all(paths.map((path) => readScripts(resolve(folder, path))))).flat()
  const program =
    rehearsal.standIn === undefined ? await standInProgram() : resolve(folder, rehearsal.standIn)
  if (!existsSync(program))
    throw new ConfigurationError(`${program} is not there. See docs/configuration.md.`)
  return {
    prepare: (database) => runScripts(ownerUrl(database), scripts),
    grant: byPolicy,
    program,
    folder,
  }
}

const byHand: AppProject['grant'] = (database, { name }) => database.runAsOwner(provisionedGrantsSql(name))

const ownerUrl = (database: HerokuDatabase): string =>
  database.url(database.owner.user, database.owner.password)
