import { timingSafeEqual } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import { Refusal } from '../account/refusal.ts'

/**
 * Lets in who brings the API key: as a bearer token, or as the password of an empty user, which the CLI sends for
 * credentials (CLI commands/pg/credentials/url.js). Everybody else gets the Platform API's 401.
 */
export function authenticated(apiKey: string) {
  return createMiddleware(async (c, next) => {
    const [scheme = '', value = ''] = (c.req.header('authorization') ?? '').split(' ')
    const given = /^basic$/i.test(scheme) ? Buffer.from(value, 'base64').toString().replace(/^:/, '') : value
    if (!isSame(given, apiKey)) throw new Refusal(401, 'unauthorized', 'Invalid credentials provided.')
    await next()
  })
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
