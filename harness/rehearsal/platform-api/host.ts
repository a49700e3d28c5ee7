import type { Context } from 'hono'

/**
 * Which of Heroku's two hosts a request was meant for. One server plays both: HEROKU_HOST says `127.0.0.1` and
 * HEROKU_DATA_HOST `localhost`, so the Host header tells them apart.
 */
export function hostOf(c: Context): 'api' | 'data' {
  return /^localhost(:|$)/.test(c.req.header('host') ?? '') ? 'data' : 'api'
}
