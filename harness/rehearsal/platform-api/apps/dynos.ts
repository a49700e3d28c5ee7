import type * as Heroku from '@heroku-cli/schema'
import { Hono } from 'hono'
import type { Account } from '../../account/account.ts'
import { formationsOf } from '../../account/app.ts'
import { notFound } from '../../account/refusal.ts'
import type { Formation } from '../../dynos/formation.ts'
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
      const { dynos, command: released } = app.releasePhase
      return c.json([
        ...formationsOf(app).flatMap(({ dyno, command }) => (dyno ? [dynoObject(app, dyno, command)] : [])),
        ...[...dynos].map((dyno) => dynoObject(app, dyno, released)),
      ])
    })
    .delete('/apps/:app/dynos', (c) => {
      restart(formationsOf(appOf(account, c)))
      return c.json({}, 202)
    })
    .delete('/apps/:app/dynos/:dyno', (c) => {
      restart(formationsOf(appOf(account, c)).filter(({ dyno }) => dyno?.name === c.req.param('dyno')))
      return c.json({}, 202)
    })
    .delete('/apps/:app/formations/:type', (c) => {
      restart(formationsOf(appOf(account, c)).filter(({ dyno }) => dyno?.type === c.req.param('type')))
      return c.json({}, 202)
    })
    .get('/apps/:app/formation', (c) => {
      const app = appOf(account, c)
      return c.json(
        formationsOf(app).map(
          ({ type, command }) =>
            ({
              id: `${app.id}-${type}`,
              type,
              quantity: 1,
              size: 'Standard-1X',
              command,
              app: { id: app.id, name: app.name },
              created_at: timestamp(app.createdAt),
              updated_at: timestamp(app.createdAt),
            }) satisfies Heroku.Formation,
        ),
      )
    })
}

function restart(formations: readonly Formation[]): void {
  if (formations.length === 0) throw notFound('dyno', `Couldn't find that dyno.`)
  for (const formation of formations) formation.restart()
}
