import { randomUUID } from 'node:crypto'
import { type App, formationsOf } from '../app.ts'
import { operator } from '../operator.ts'
import type { Release } from '../release.ts'

/** What an app was at before the rehearsal: it has been in production for a while. */
const lastVersion = 40

/** The release an app runs now. */
export function currentRelease(app: App): Release {
  const release = app.releases.at(-1)
  if (!release) throw new Error(`${app.name} has no release; an app starts with one.`)
  return release
}

/** Records a release, as the app's log shows it, and leaves the dynos as they are. */
export function recordRelease(app: App, description: string): Release {
  const release: Release = {
    id: randomUUID(),
    version: (app.releases.at(-1)?.version ?? lastVersion) + 1,
    description,
    createdAt: app.clock.now(),
  }
  app.releases.push(release)
  app.log.append('app', 'api', `${description} by user ${operator.email}`)
  app.log.append('app', 'api', `Release v${release.version} created by user ${operator.email}`)
  return release
}

/**
 * Records a release and restarts the app's dynos with it: the platform restarts them by itself after every change of
 * config vars or attachments (Dev Center, "Configuration and Config Vars").
 */
export function createRelease(app: App, description: string): void {
  recordRelease(app, description)
  for (const formation of formationsOf(app)) formation.restart()
}
