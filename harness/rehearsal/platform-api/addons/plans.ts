import { Hono } from 'hono'
import { planObject } from '../objects.ts'

const listed = [
  'essential-0',
  'essential-1',
  'essential-2',
  'standard-0',
  'standard-2',
  'premium-0',
  'private-0',
  'shield-0',
]

/** `GET /addon-services/heroku-postgresql/plans`, which the CLI lists after an unknown plan (CLI commands/addons/upgrade.js). */
export function planRoutes(): Hono {
  return new Hono().get('/addon-services/heroku-postgresql/plans', (c) => c.json(listed.map(planObject)))
}
