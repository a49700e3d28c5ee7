import { randomInt } from 'node:crypto'
import type { Account } from '../account.ts'
import { type Addon, createAddon } from '../addon.ts'
import type { App } from '../app.ts'
import { isPlan } from '../plan.ts'
import { invalidParams, unprocessable } from '../refusal.ts'
import { attach, refreshAttachments } from './attachments.ts'
import { showPostgresLog } from './postgres-log.ts'

const adjectives = ['angular', 'concave', 'convex', 'defined', 'flat', 'globular', 'regular', 'sinuous']
/** Heroku takes some minutes; how many is not documented. */
const provisioningMs = 1_500

/** What `addons:create` asks for (CLI lib/addons/create-addon.js). */
export interface AddonRequest {
  readonly plan: string
  readonly name: string | undefined
  readonly attachment: string | undefined
  readonly confirm: string | undefined
}

/**
 * Creates a database of a plan, empty, on a cluster of its own: attached at once, `provisioning` for a while, and only
 * then with its config var. Throws for a plan there is not and for a name that is taken.
 */
export async function provisionAddon(account: Account, app: App, request: AddonRequest): Promise<Addon> {
  const [service, plan = ''] = request.plan.split(':')
  if (service !== 'heroku-postgresql' || !isPlan(plan)) {
    throw invalidParams(`Couldn't find either the add-on service or the add-on plan of "${request.plan}".`)
  }
  const name =
    request.name ?? `postgresql-${adjectives[randomInt(adjectives.length)]}-${randomInt(10_000, 100_000)}`
  if (account.addons.some((addon) => addon.name === name)) throw unprocessable(`Name is already taken`)

  const addon = createAddon({ name, app, plan, database: await account.startDatabase(name, plan) })
  addon.state = 'provisioning'
  attach(account, { app, addon, credential: 'default', name: request.attachment, confirm: request.confirm })
  account.addons.push(addon)
  showPostgresLog(account, addon)
  setTimeout(() => {
    addon.state = 'provisioned'
    refreshAttachments(account, addon, 'default')
  }, provisioningMs).unref()
  return addon
}
