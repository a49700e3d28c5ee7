import type * as Heroku from '@heroku-cli/schema'
import { Hono } from 'hono'
import { z } from 'zod'
import { type Account, findAddon, findApp } from '../../account/account.ts'
import { credentialUrl } from '../../account/changes/attachments.ts'
import { changePlan } from '../../account/changes/change-plan.ts'
import { provisionAddon } from '../../account/changes/provision-addon.ts'
import { notFound } from '../../account/refusal.ts'
import { bodyOf } from '../body.ts'
import { addonObject, attachmentObject } from '../objects.ts'
import { addonOf, appOf } from '../path.ts'

const resolveBody = z.object({
  addon: z.string(),
  app: z.string().nullish(),
  addon_service: z.string().nullish(),
})
const createBody = z.object({
  plan: z.object({ name: z.string() }),
  name: z.string().nullish(),
  attachment: z.object({ name: z.string().nullish() }).nullish(),
  confirm: z.string().nullish(),
})
const upgradeBody = z.object({ plan: z.object({ name: z.string() }) })

/**
 * Add-ons: the lists (CLI commands/addons/index.js), one (addons/attach.js), its resolution by name, id, attachment or
 * service (lib/addons/resolve.js), its creation (lib/addons/create-addon.js), its change of plan (addons/upgrade.js), and the config of one of its credentials,
 * empty while that does not exist or is not active yet (addons/attach.js).
 */
export function addonRoutes(account: Account): Hono {
  const object = (addon: Parameters<typeof addonObject>[1]) => addonObject(account, addon)
  return new Hono()
    .get('/addons', (c) => c.json(account.addons.map(object)))
    .get('/apps/:app/addons', (c) => {
      const app = appOf(account, c)
      return c.json(account.addons.filter((addon) => addon.app === app).map(object))
    })
    .post('/apps/:app/addons', async (c) => {
      const app = appOf(account, c)
      const wanted = await bodyOf(c, createBody)
      const addon = await provisionAddon(account, app, {
        plan: wanted.plan.name,
        name: wanted.name ?? undefined,
        attachment: wanted.attachment?.name ?? undefined,
        confirm: wanted.confirm ?? undefined,
      })
      return c.json(
        {
          ...object(addon),
          provision_message: `Database should be available soon\n${addon.name} is being created in the background.`,
        },
        201,
      )
    })
    .get('/apps/:app/addons/:addon', (c) => {
      appOf(account, c)
      return c.json(object(addonOf(account, c)))
    })
    .patch('/apps/:app/addons/:addon', async (c) => {
      appOf(account, c)
      const addon = addonOf(account, c)
      const { plan } = await bodyOf(c, upgradeBody)
      await changePlan(account, addon, plan.name)
      return c.json({
        ...object(addon),
        provision_message: 'The database is being upgraded. Use `heroku pg:wait` to track status.',
      })
    })
    .get('/addons/:addon', (c) => c.json(object(addonOf(account, c))))
    .get('/addons/:addon/addon-attachments', (c) => {
      const addon = addonOf(account, c)
      return c.json(
        account.attachments.filter((attachment) => attachment.addon === addon).map(attachmentObject),
      )
    })
    .get('/addons/:addon/config/:namespace', (c) => {
      const url = credentialUrl(addonOf(account, c), c.req.param('namespace').replace(/^credential:/, ''))
      return c.json(url === undefined ? [] : [{ name: 'url', value: url } satisfies Heroku.AddOnConfig])
    })
    .post('/actions/addons/resolve', async (c) => {
      const wanted = await bodyOf(c, resolveBody)
      const app = wanted.app ? findApp(account, wanted.app) : undefined
      if (wanted.app && !app) throw notFound('app', `Couldn't find that app.`)
      const matches = account.addons.filter(
        (addon) =>
          addon === findAddon(account, wanted.addon) ||
          (app !== undefined && addon.app === app && wanted.addon === 'heroku-postgresql') ||
          account.attachments.some(
            (attachment) =>
              attachment.addon === addon &&
              attachment.name === wanted.addon &&
              (app === undefined || attachment.app === app),
          ),
      )
      if (matches.length === 0) throw notFound('add_on', `Couldn't find that add-on.`)
      return c.json(matches.map(object))
    })
}
