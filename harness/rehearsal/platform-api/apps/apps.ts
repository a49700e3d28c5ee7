import { Hono } from 'hono'
import { z } from 'zod'
import type { Account } from '../../account/account.ts'
import { bodyOf } from '../body.ts'
import { appObject } from '../objects.ts'
import { appOf } from '../path.ts'

/**
 * `GET /apps/:app` (CLI commands/logs.js, ps/index.js, apps/info.js) and `PATCH` of its maintenance mode (CLI
 * commands/maintenance/on.js), and the two lists `heroku apps:info` asks for besides.
 */
export function appRoutes(account: Account): Hono {
  return new Hono()
    .get('/apps', (c) => c.json(account.apps.map(appObject)))
    .get('/apps/:app', (c) => c.json(appObject(appOf(account, c))))
    .patch('/apps/:app', async (c) => {
      const app = appOf(account, c)
      const { maintenance } = await bodyOf(c, z.strictObject({ maintenance: z.boolean() }))
      app.maintenance = maintenance
      app.log.append('heroku', 'api', `Maintenance mode ${maintenance ? 'enabled' : 'disabled'}`)
      return c.json(appObject(app))
    })
    .get('/apps/:app/collaborators', (c) => {
      appOf(account, c)
      return c.json([])
    })
    .get('/apps/:app/pipeline-couplings', (c) => {
      appOf(account, c)
      return c.json({ id: 'not_found', message: `Couldn't find that pipeline coupling.` }, 404)
    })
}
