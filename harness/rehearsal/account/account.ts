import type { Clock } from '../clock/clock.ts'
import type { LogSessions } from '../log-stream/log-sessions.ts'
import type { HerokuDatabase } from '../postgres/database/database.ts'
import type { AppProject } from '../project/app-project.ts'
import type { Addon } from './addon.ts'
import type { App } from './app.ts'
import { type Attachment, configVarOf } from './attachment.ts'
import type { Settings } from './settings.ts'
import type { Transfer } from './transfer.ts'

/** What one Heroku account sees: the whole state of the simulation, but for what lives in Postgres. */
export interface Account {
  readonly clock: Clock
  readonly settings: Settings
  readonly logSessions: LogSessions
  /** What the app brings that is rehearsed. */
  readonly project: AppProject
  readonly apps: App[]
  readonly addons: Addon[]
  attachments: Attachment[]
  readonly transfers: Transfer[]
  /** A database on a new cluster, whose files are under that name. */
  startDatabase(name: string, plan: string): Promise<HerokuDatabase>
}

/** The app of that name or id. */
export function findApp(account: Account, id: string): App | undefined {
  return account.apps.find((app) => app.name === id || app.id === id)
}

/** The add-on of that name or id. */
export function findAddon(account: Account, id: string): Addon | undefined {
  return account.addons.find((addon) => addon.name === id || addon.id === id)
}

/**
 * The attachments an identifier may mean: an attachment's name, id or config var, or its add-on's name or id (Platform
 * API reference, "Add-on Attachment": resolve), on one app where it is given.
 */
export function resolveAttachments(account: Account, id: string, app: App | undefined): Attachment[] {
  return account.attachments.filter(
    (attachment) =>
      (app === undefined || attachment.app === app) &&
      [
        attachment.name,
        attachment.id,
        configVarOf(attachment),
        attachment.addon.name,
        attachment.addon.id,
      ].includes(id),
  )
}
