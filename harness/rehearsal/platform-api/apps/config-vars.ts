import { Hono } from 'hono'
import { z } from 'zod'
import type { Account } from '../../account/account.ts'
import { changeConfigVars } from '../../account/changes/config-vars.ts'
import { bodyOf } from '../body.ts'
import { appOf } from '../path.ts'

const changes = z.record(z.string().min(1), z.string().nullable())

/** `GET` and `PATCH /apps/:app/config-vars` (CLI commands/config/get.js, set.js, unset.js): a flat map; null removes. */
export function configVarRoutes(account: Account): Hono {
  return new Hono()
    .get('/apps/:app/config-vars', (c) => c.json(Object.fromEntries(appOf(account, c).configVars)))
    .patch('/apps/:app/config-vars', async (c) => {
      const app = appOf(account, c)
      changeConfigVars(account, app, await bodyOf(c, changes))
      return c.json(Object.fromEntries(app.configVars))
    })
}
