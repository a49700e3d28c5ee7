import { randomUUID } from 'node:crypto'
import { type App, formationsOf } from '../app.ts'
import { operator } from '../operator.ts'
import type { Release } from '../release.ts'

/** What an app was at before the rehearsal: it has been in production for a while. */
const lastVersion = 40

/** The release an app runs now: the newest whose release phase did not fail. */
export function currentRelease(app: App): Release {
  const release = app.releases.findLast(({ status }) => status === 'succeeded')
  if (!release) throw new Error(`${app.name} has no release; an app starts with one.`)
  return release
}

/** Records a release, as the app's log shows it, and leaves the dynos as they are. */
export function recordRelease(app: App, description: string, hasPhase = false): Release {
  const at = app.clock.now()
  const release: Release = {
    id: randomUUID(),
    version: (app.releases.at(-1)?.version ?? lastVersion) + 1,
    description,
    createdAt: at,
    updatedAt: at,
    status: hasPhase ? 'pending' : 'succeeded',
    hasPhase,
    configVars: new Map(app.configVars),
  }
  app.releases.push(release)
  app.log.append('app', 'api', `${description} by user ${operator.email}`)
  app.log.append('app', 'api', `Release v${release.version} created by user ${operator.email}`)
  return release
}

/**
 * Records a release and restarts the app's dynos with it: the platform restarts them by itself after every change of
 * config vars or attachments (Dev Center, "Configuration and Config Vars"). Where it has a release phase they do so once that
 * has ended well, and not at all where it failed (Dev Center, "Release Phase").
 */
export function createRelease(app: App, description: string): void {
  const hasPhase = app.releasePhase.sql !== undefined
  const release = recordRelease(app, description, hasPhase)
  if (hasPhase) void runPhase(app, release)
  else restart(app)
}

async function runPhase(app: App, release: Release): Promise<void> {
  const status = await app.releasePhase.run(release).catch(() => 1)
  release.status = status === 0 ? 'succeeded' : 'failed'
  release.updatedAt = app.clock.now()
  if (status === 0) restart(app)
  else app.log.append('app', 'api', `Release v${release.version} command failed`)
}

function restart(app: App): void {
  for (const formation of formationsOf(app)) formation.restart()
}
