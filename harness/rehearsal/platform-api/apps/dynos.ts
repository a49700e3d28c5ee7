import type * as Heroku from '@heroku-cli/schema'
import { Hono } from 'hono'
import type { Account } from '../../account/account.ts'
import type { App } from '../../account/app.ts'
import { notFound } from '../../account/refusal.ts'
import { dynoObject, timestamp } from '../objects.ts'
import { appOf } from '../path.ts'

/**
 * `GET /apps/:app/dynos` (CLI commands/ps/index.js, ps/wait.js); `DELETE` of all dynos, of one, or of a process type
 * (CLI commands/ps/restart.js): 202, the restart goes on in the background; `GET …/formation` (CLI commands/pg/promote.js).
 */
export function dynoRoutes(account: Account): Hono {
  return new Hono()
    .get('/apps/:app/dynos', (c) => {
      const app = appOf(account, c)
      return c.json(app.formation.dyno ? [dynoObject(app, app.formation.dyno)] : [])
    })
    .delete('/apps/:app/dynos', (c) => {
      restart(appOf(account, c), true)
      return c.json({}, 202)
    })
    .delete('/apps/:app/dynos/:dyno', (c) => {
      const app = appOf(account, c)
      restart(app, c.req.param('dyno') === app.formation.dyno?.name)
      return c.json({}, 202)
    })
    .delete('/apps/:app/formations/:type', (c) => {
      const app = appOf(account, c)
      restart(app, c.req.param('type') === app.formation.dyno?.type)
      return c.json({}, 202)
    })
    .get('/apps/:app/formation', (c) => {
      const app = appOf(account, c)
      return c.json([
        {
          id: `${app.id}-web`,
          type: 'web',
          quantity: 1,
          size: 'Standard-1X',
          command: app.formation.command,
          app: { id: app.id, name: app.name },
          created_at: timestamp(app.createdAt),
          updated_at: timestamp(app.createdAt),
        } satisfies Heroku.Formation,
      ])
    })
}

function restart(app: App, wanted: boolean): void {
  if (!wanted) throw notFound('dyno', `Couldn't find that dyno.`)
  app.formation.restart()
}
