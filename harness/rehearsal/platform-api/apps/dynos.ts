import type * as Heroku from '@heroku-cli/schema'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Account } from '../../account/account.ts'
import { type App, formationsOf } from '../../account/app.ts'
import { operator } from '../../account/operator.ts'
import { notFound, unprocessable } from '../../account/refusal.ts'
import type { Formation } from '../../dynos/formation.ts'
import { bodyOf } from '../body.ts'
import { dynoObject, dynoSize as size, timestamp } from '../objects.ts'
import { appOf } from '../path.ts'

/**
 * `GET /apps/:app/dynos` (CLI commands/ps/index.js, ps/wait.js); `DELETE` of all dynos, of one, or of a process type
 * (CLI commands/ps/restart.js): 202, the restart goes on in the background; `GET …/formation` (CLI commands/pg/promote.js), and
 * `PATCH` of it with the quantity of each type (CLI commands/ps/scale.js).
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
    .get('/apps/:app/formation', (c) => c.json(formationObjects(appOf(account, c))))
    .patch('/apps/:app/formation', async (c) => {
      const app = appOf(account, c)
      const { updates } = await bodyOf(c, scaling)
      scale(app, updates)
      return c.json(formationObjects(app))
    })
}

/** The CLI gives a quantity as it was typed: `"2"`, or `"+1"`. */
const scaling = z.object({
  updates: z.array(z.object({ type: z.string(), quantity: z.union([z.string(), z.number()]) })),
})

function scale(app: App, updates: z.output<typeof scaling>['updates']): void {
  const changes = updates.map(({ type, quantity }) => {
    const formation = formationsOf(app).find((candidate) => candidate.type === type)
    if (!formation) throw notFound('formation', `Couldn't find that process type (${type}).`)
    const to = /^[+-]/.test(`${quantity}`) ? formation.quantity + Number(quantity) : Number(quantity)
    if (to !== 0 && to !== 1)
      throw unprocessable(`${type}=${to}: the rehearsal has one dyno of a type, or none.`)
    return { formation, to } as const
  })
  for (const { formation, to } of changes) formation.scale(to)
  const now = formationsOf(app).map(({ type, quantity }) => `${type}@${quantity}:${size}`)
  app.log.append('app', 'api', `Scaled to ${now.join(' ')} by user ${operator.email}`)
}

const formationObjects = (app: App) =>
  formationsOf(app).map(
    ({ type, command, quantity }) =>
      ({
        id: `${app.id}-${type}`,
        type,
        quantity,
        size,
        command,
        app: { id: app.id, name: app.name },
        created_at: timestamp(app.createdAt),
        updated_at: timestamp(app.createdAt),
      }) satisfies Heroku.Formation,
  )

function restart(formations: readonly Formation[]): void {
  if (formations.length === 0) throw notFound('dyno', `Couldn't find that dyno.`)
  for (const formation of formations) formation.restart()
}
