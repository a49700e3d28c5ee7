import type { Context } from 'hono'
import { type Account, findAddon, findApp } from '../account/account.ts'
import type { Addon } from '../account/addon.ts'
import type { App } from '../account/app.ts'
import { notFound } from '../account/refusal.ts'

/** The app of the path's `:app`. Throws `Couldn't find that app.` */
export function appOf(account: Account, c: Context): App {
  const app = findApp(account, c.req.param('app') ?? '')
  if (!app) throw notFound('app', `Couldn't find that app.`)
  return app
}

/** The add-on of the path's `:addon`, by name or id. Throws 404. */
export function addonOf(account: Account, c: Context): Addon {
  const addon = findAddon(account, c.req.param('addon') ?? '')
  if (!addon) throw notFound('add_on', `Couldn't find that add-on.`)
  return addon
}
