import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Account } from './account/account.ts'
import { formationsOf } from './account/app.ts'
import { credentialUrl } from './account/changes/attachments.ts'
import { showPostgresLog } from './account/changes/postgres-log.ts'
import { createClock } from './clock/clock.ts'
import type { ReadyContent } from './command/ready-file.ts'
import type { RunOptions } from './command/run-options.ts'
import { prepareShell } from './command/shell-environment.ts'
import { controlRoutes } from './control/control.ts'
import { createFaults } from './control/faults.ts'
import { createRequestJournal } from './control/request-journal.ts'
import { createDatabases } from './databases.ts'
import { createLogSessions } from './log-stream/log-sessions.ts'
import { platformApi } from './platform-api/platform-api.ts'
import { createRunFolder } from './process/run-folder.ts'
import { appProject } from './project/app-project.ts'
import { type SimulatedApp, simulatedApps } from './project/apps.ts'
import { herokuExecutable } from './project/project-files.ts'
import { type RehearsedRunbook, rolesOf, standInEnvironment } from './project/rehearsed-runbook.ts'
import { provision } from './provisioned.ts'
import { type StartedApp, startApp } from './start-app.ts'

/** A running platform. */
export interface Platform {
  readonly ready: ReadyContent
  readonly account: Account
  /** Stops everything that was started and removes everything that was written; `orphaned`: its user was killed. */
  stop(options?: { orphaned: boolean }): Promise<void>
}

/**
 * Starts the whole platform; resolves once everything answers and every dyno is up or has crashed.
 * @param folder the configuration's own.
 */
export async function startPlatform(
  options: RunOptions,
  runbook: RehearsedRunbook,
  folder: string,
): Promise<Platform> {
  const simulated = simulatedApps(runbook, options.environment)
  const project = await appProject(runbook, folder)

  const runFolder = await createRunFolder()
  const databases = createDatabases(runFolder.path, options)
  let started: StartedApp[] = []
  let http: Server | undefined
  const stop = async (how?: { orphaned: boolean }) => {
    http?.closeAllConnections()
    http?.close()
    await Promise.allSettled(started.map((app) => app.stop()))
    await databases.stop()
    await runFolder.remove(how)
  }

  try {
    const clock = createClock()
    const account: Account = {
      clock,
      project,
      logSessions: createLogSessions(clock),
      settings: {
        newCredentialGrants: options.newCredentialGrants,
        credentialProvisioning: { ms: options.credentialProvisioningMs },
        essentialUpgrade: 'refuse',
        rotation: 'at-once',
      },
      apps: [],
      addons: [],
      attachments: [],
      transfers: [],
      startDatabase: (name, plan) => databases.start(name, plan),
    }
    const webFirst = rolesOf(runbook).toSorted(
      (one, other) => Number(other.processType === 'web') - Number(one.processType === 'web'),
    )
    const processes = webFirst.map((role) => ({
      type: role.processType,
      environment: standInEnvironment(runbook, role),
    }))
    started = await Promise.all(
      simulated.map((app) => startApp(app, { account, runFolder, plan: options.plan, processes })),
    )
    for (const { app, addon, attachment } of started) {
      account.apps.push(app)
      account.addons.push(addon)
      account.attachments.push(attachment)
      showPostgresLog(account, addon)
    }
    if (options.provisioned) await Promise.all(started.map(({ app }) => provision(account, app, runbook)))

    const apiKey = randomUUID()
    http = await listen(account, apiKey, started)
    const formations = started.flatMap(({ app }) => formationsOf(app))
    for (const formation of formations) formation.restart()
    await Promise.all(formations.map((formation) => formation.settled()))
    return {
      ready: readyContent({ account, simulated, apiKey, http, folder: runFolder.path }),
      account,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function listen(account: Account, apiKey: string, started: readonly StartedApp[]): Promise<Server> {
  const faults = createFaults()
  const journal = createRequestJournal()
  const quirks = new Map(started.map((one) => [one.app, one.quirks]))
  const control = controlRoutes({ account, faults, journal, quirks })
  const { fetch } = platformApi({ account, apiKey, faults, journal, control })
  const answer = getRequestListener(fetch)
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

interface Answering {
  readonly account: Account
  readonly simulated: readonly SimulatedApp[]
  readonly apiKey: string
  readonly http: Server
  readonly folder: string
}

function readyContent({ account, simulated, apiKey, http, folder }: Answering): ReadyContent {
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('The API listens on no TCP port.')
  const host = `http://127.0.0.1:${address.port}`
  const apps = simulated.map((one) => {
    const app = account.apps.find(({ name }) => name === one.name)
    const addon = account.addons.find((candidate) => candidate.app === app)
    if (!app || !addon) throw new Error(`${one.name} was not started.`)
    return {
      ...one,
      web: app.router.url,
      held: addon.database,
      ownerUrl: credentialUrl(addon, 'default') ?? '',
    }
  })
  const shell = prepareShell({ folder, appFolder: account.project.folder, host, apiKey, apps })
  return {
    pid: process.pid,
    herokuBin: herokuExecutable(),
    herokuHost: host,
    herokuDataHost: 'localhost',
    herokuApiKey: apiKey,
    binFolder: shell.binFolder,
    shellFile: shell.file,
    env: shell.env,
    apps: Object.fromEntries(
      apps.map(({ name, web, held, ownerUrl }) => [
        name,
        {
          ownerUrl,
          superuserUrl: held.superuserUrl,
          postgresLog: held.server.logFile,
          web,
        },
      ]),
    ),
  }
}
