import { randomUUID } from 'node:crypto'
import type { Account } from './account/account.ts'
import type { Addon } from './account/addon.ts'
import type { App } from './account/app.ts'
import { configVarOf } from './account/attachment.ts'
import { connectionLimit } from './account/plan.ts'
import { currentRelease, recordRelease } from './account/release.ts'
import type { SimulatedApp } from './apps.ts'
import { createFormation } from './dynos/formation.ts'
import { type DynoQuirks, quirkEnvironment } from './dynos/quirks.ts'
import { startRouter } from './dynos/router.ts'
import { createAppLog } from './log-stream/app-log.ts'
import { raptorProgram, schemaSql } from './project-files.ts'
import { type RdsDatabase, startDatabase } from './rds/database.ts'
import { forgetProcess } from './rds/reaper.ts'
import type { RunFolder } from './rds/run-folder.ts'
import { type PostgresServer, startServer } from './rds/server.ts'
import type { RunOptions } from './run-options.ts'

/** An app that has been started, with what has to be stopped again. */
export interface StartedApp {
  readonly app: App
  readonly quirks: DynoQuirks
  stop(): Promise<void>
}

/** Starts one app: its cluster, database and schema, its router; its dyno is started by `formation.restart()`. */
export async function startApp(
  simulated: SimulatedApp,
  account: Account,
  runFolder: RunFolder,
  options: RunOptions,
): Promise<StartedApp> {
  const server = await startServer(options.postgres, {
    name: simulated.environment,
    runFolder: runFolder.path,
    logStatements: options.logStatements,
    ...(options.postgresMajor !== undefined && { major: options.postgresMajor }),
  })
  const database = await startDatabase(server, { connectionLimit: connectionLimit(options.plan) })
  await database.runAsOwner(schemaSql())

  const quirks: DynoQuirks = { ignoresFlag: false }
  const app = await createApp(simulated, account, runFolder, quirks)
  addDatabase(account, app, simulated.addon, options.plan, database)
  return { app, quirks, stop: () => stopApp(app, database, server) }
}

async function createApp(
  { name }: SimulatedApp,
  account: Account,
  runFolder: RunFolder,
  quirks: DynoQuirks,
): Promise<App> {
  const { clock } = account
  const log = createAppLog(clock)
  const formation = createFormation({
    log,
    clock,
    file: raptorProgram,
    command: 'node main.mjs',
    environment: () => ({
      ...Object.fromEntries(app.configVars),
      ...quirkEnvironment(quirks),
      DYNO: 'web.1',
    }),
    release: () => currentRelease(app),
    processes: {
      started: (pid) => runFolder.registerProcess(pid),
      ended: (pid) => forgetProcess(runFolder.path, pid),
    },
  })
  const app: App = {
    id: randomUUID(),
    name,
    createdAt: clock.now(),
    clock,
    configVars: new Map([['WEB_CONCURRENCY', '2']]),
    releases: [],
    log,
    formation,
    router: await startRouter(() => app),
    maintenance: false,
  }
  recordRelease(app, 'Deploy 5f0c2ad1')
  account.apps.push(app)
  return app
}

function addDatabase(account: Account, app: App, name: string, plan: string, database: RdsDatabase): void {
  const addon: Addon = {
    id: randomUUID(),
    name,
    app,
    createdAt: app.createdAt,
    database,
    credentials: [
      { name: 'default', state: 'active', users: [{ ...database.owner, state: 'active' }], pollsLeft: 0 },
    ],
    plan,
    refusesConnections: false,
  }
  const attachment = {
    id: randomUUID(),
    name: 'DATABASE',
    app,
    addon,
    credential: 'default',
    createdAt: app.createdAt,
  }
  account.addons.push(addon)
  account.attachments.push(attachment)
  app.configVars.set(configVarOf(attachment), database.url(database.owner.user, database.owner.password))
}

async function stopApp(app: App, database: RdsDatabase, server: PostgresServer): Promise<void> {
  await Promise.all([app.router.stop(), app.formation.stop()])
  await database.stop()
  await server.stop()
}
