import { Hono } from 'hono'
import { z } from 'zod'
import { type Account, findAddon, findApp, resolveAttachments } from '../../account/account.ts'
import { attach, detach } from '../../account/changes/attachments.ts'
import { notFound } from '../../account/refusal.ts'
import { bodyOf } from '../body.ts'
import { attachmentObject } from '../objects.ts'
import { appOf } from '../path.ts'

const missing = () => notFound('add_on attachment', `Couldn't find that add on attachment.`)

const attachBody = z.object({
  addon: z.object({ name: z.string() }),
  app: z.object({ name: z.string() }),
  name: z.string().nullish(),
  namespace: z.string().nullish(),
  confirm: z.string().nullish(),
})
const resolveBody = z.object({ addon_attachment: z.string(), app: z.string().nullish() })

/**
 * Attachments: the lists (CLI commands/addons/index.js, heroku-cli-util utils/pg/databases.js), their resolution (utils/
 * addons/attachment-resolver.js), `addons:attach`, `pg:promote` and `addons:detach` (commands/addons/attach.js, detach.js).
 */
export function addonAttachmentRoutes(account: Account): Hono {
  return new Hono()
    .get('/addon-attachments', (c) => c.json(account.attachments.map(attachmentObject)))
    .get('/apps/:app/addon-attachments', (c) => {
      const app = appOf(account, c)
      return c.json(account.attachments.filter((attachment) => attachment.app === app).map(attachmentObject))
    })
    .get('/apps/:app/addon-attachments/:attachment', (c) => {
      const app = appOf(account, c)
      const id = c.req.param('attachment')
      const attachment = account.attachments.find(
        (candidate) => candidate.app === app && (candidate.name === id || candidate.id === id),
      )
      if (!attachment) throw missing()
      return c.json(attachmentObject(attachment))
    })
    .post('/actions/addon-attachments/resolve', async (c) => {
      const wanted = await bodyOf(c, resolveBody)
      const app = wanted.app ? findApp(account, wanted.app) : undefined
      if (wanted.app && !app) throw notFound('app', `Couldn't find that app.`)
      const matches = resolveAttachments(account, wanted.addon_attachment, app)
      if (matches.length === 0) throw missing()
      return c.json(matches.map(attachmentObject))
    })
    .post('/addon-attachments', async (c) => {
      const wanted = await bodyOf(c, attachBody)
      const app = findApp(account, wanted.app.name)
      if (!app) throw notFound('app', `Couldn't find that app.`)
      const addon = findAddon(account, wanted.addon.name)
      if (!addon) throw notFound('add_on', `Couldn't find that add-on.`)
      const attachment = attach(account, {
        app,
        addon,
        credential: wanted.namespace?.replace(/^credential:/, '') ?? 'default',
        name: wanted.name ?? undefined,
        confirm: wanted.confirm ?? undefined,
      })
      return c.json(attachmentObject(attachment), 201)
    })
    .delete('/addon-attachments/:attachment', (c) => {
      const attachment = account.attachments.find((candidate) => candidate.id === c.req.param('attachment'))
      if (!attachment) throw missing()
      detach(account, attachment)
      return c.json(attachmentObject(attachment))
    })
}
