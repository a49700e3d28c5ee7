import type * as Heroku from '@heroku-cli/schema'
import { Hono } from 'hono'
import { operator } from '../../account/operator.ts'

/** `GET /account` (CLI commands/auth/whoami.js, commands/ps/index.js); the CLI asks Particleboard for the same path. */
export function accountRoutes(): Hono {
  return new Hono().get('/account', (c) =>
    c.json({
      ...operator,
      name: null,
      delinquent_at: null,
      two_factor_authentication: true,
      verified: true,
    } satisfies Heroku.Account),
  )
}
