import type * as Heroku from '@heroku-cli/schema'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Account } from '../../account/account.ts'
import { bodyOf } from '../body.ts'
import { timestamp } from '../objects.ts'
import { appOf } from '../path.ts'

/** Logplex keeps 1,500 lines: to ask for more is allowed and brings no more (Dev Center, "Logging"). */
const asked = z.object({
  lines: z.number().int().min(1).default(100),
  tail: z.boolean().default(false),
  source: z.string().optional(),
  dyno: z.string().optional(),
})

/** `POST /apps/:app/log-sessions` (CLI lib/run/log-displayer.js): the answer's `logplex_url` is the log itself. */
export function logSessionRoutes(account: Account): Hono {
  return new Hono().post('/apps/:app/log-sessions', async (c) => {
    const app = appOf(account, c)
    const session = account.logSessions.create({ log: app.log, ...(await bodyOf(c, asked)) })
    return c.json(
      {
        id: session.id,
        logplex_url: `http://${c.req.header('host')}/logplex/${session.id}`,
        created_at: timestamp(session.createdAt),
        updated_at: timestamp(session.createdAt),
      } satisfies Heroku.LogSession,
      201,
    )
  })
}
