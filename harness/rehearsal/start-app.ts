import { randomUUID } from 'node:crypto'
import type { Account } from './account/account.ts'
import { type Addon, createAddon } from './account/addon.ts'
import { type App, formationsOf } from './account/app.ts'
import { type Attachment, configVarOf } from './account/attachment.ts'
import { currentRelease, recordRelease } from './account/changes/releases.ts'
import { createFormation } from './dynos/formation.ts'
import { type DynoQuirks, quirkEnvironment } from './dynos/quirks.ts'
import { createReleasePhase } from './dynos/release-phase.ts'
import { startRouter } from './dynos/router.ts'
import { createAppLog } from './log-stream/app-log.ts'
import { forgetProcess } from './process/reaper.ts'
import type { RunFolder } from './process/run-folder.ts'
import type { SimulatedApp } from './project/apps.ts'
import { releaseProgram } from './project/project-files.ts'

/** An app that has been started, with what has to be stopped again; its databases are the clusters' to stop. */
export interface StartedApp {
  readonly app: App
  readonly addon: Addon
  readonly attachment: Attachment
  readonly quirks: DynoQuirks
  stop(): Promise<void>
}

export interface AppOptions {
  readonly account: Account
  readonly runFolder: RunFolder
  /** The plan of its add-on. */
  readonly plan: string
  /** Its process types, and what the dynos of each are told besides the config vars: the web process first. */
  readonly processes: readonly {
    readonly type: string
    readonly environment: Readonly<Record<string, string>>
  }[]
}

/** Starts an app's database with the schema on it and its router; `restart()` of its formations starts its dynos. */
export async function startApp(simulated: SimulatedApp, options: AppOptions): Promise<StartedApp> {
  const { account, plan } = options
  const database = await account.startDatabase(simulated.environment, plan)
  await account.project.prepare(database)

  const quirks: DynoQuirks = { ignoresFlag: false }
  const app = await createApp(simulated, options, quirks)
  const addon = createAddon({ name: simulated.addon, app, plan, database })
  const attachment: Attachment = {
    id: randomUUID(),
    name: simulated.database,
    app,
    addon,
    credential: 'default',
    createdAt: app.createdAt,
  }
  app.configVars.set(configVarOf(attachment), database.url(database.owner.user, database.owner.password))
  return {
    app,
    addon,
    attachment,
    quirks,
    stop: async () =>
      void (await Promise.all([
        app.router.stop(),
        ...formationsOf(app).map((formation) => formation.stop()),
        app.releasePhase.stop(),
      ])),
  }
}

async function createApp(
  { name, database }: SimulatedApp,
  { account: { clock, project }, runFolder, processes }: AppOptions,
  quirks: DynoQuirks,
): Promise<App> {
  const log = createAppLog(clock)
  const register = {
    started: (pid: number) => runFolder.registerProcess(pid),
    ended: (pid: number) => forgetProcess(runFolder.path, pid),
  }
  const releasePhase = createReleasePhase({
    log,
    clock,
    file: releaseProgram,
    environment: () => ({ ...processes[0]?.environment, ...Object.fromEntries(app.configVars) }),
    processes: register,
  })
  const [formation, ...workers] = processes.map(({ type, environment }) =>
    createFormation({
      log,
      clock,
      type,
      file: project.program,
      command: 'node main.mjs',
      environment: () => ({
        ...environment,
        ...Object.fromEntries(app.configVars),
        ...quirkEnvironment(quirks),
        DYNO: `${type}.1`,
      }),
      release: () => currentRelease(app),
      processes: register,
    }),
  )
  if (!formation) throw new Error(`${name} has no process.`)
  const app: App = {
    id: randomUUID(),
    name,
    createdAt: clock.now(),
    clock,
    database,
    configVars: new Map([['WEB_CONCURRENCY', '2']]),
    releases: [],
    log,
    formation,
    workers,
    releasePhase,
    router: await startRouter(() => app),
    maintenance: false,
  }
  recordRelease(app, 'Deploy 5f0c2ad1')
  return app
}
