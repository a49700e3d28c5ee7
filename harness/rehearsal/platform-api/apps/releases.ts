import { Hono } from 'hono'
import type { Account } from '../../account/account.ts'
import { notFound } from '../../account/refusal.ts'
import { releaseObject } from '../objects.ts'
import { appOf } from '../path.ts'

/** The Platform API's default and largest page (Platform API reference, "Ranges"). */
const page = { usual: 200, largest: 1000 }

/**
 * `GET /apps/:app/releases` with `Range: version ..; order=desc,max=N` (CLI commands/releases/index.js, config/set.js),
 * answered 206 with what is left out, and one release by id or version.
 */
export function releaseRoutes(account: Account): Hono {
  return new Hono()
    .get('/apps/:app/releases', (c) => {
      const app = appOf(account, c)
      const range = c.req.header('range') ?? ''
      const max = Math.min(Number(/max=(\d+)/.exec(range)?.[1] ?? page.usual), page.largest)
      const ordered = /order=desc/.test(range) ? app.releases.toReversed() : app.releases
      const shown = ordered.slice(0, max).map((release) => releaseObject(app, release))
      return c.json(shown, shown.length < ordered.length ? 206 : 200)
    })
    .get('/apps/:app/releases/:release', (c) => {
      const app = appOf(account, c)
      const id = c.req.param('release')
      const release = app.releases.find(
        (candidate) => candidate.id === id || String(candidate.version) === id,
      )
      if (!release) throw notFound('release', `Couldn't find that release.`)
      return c.json(releaseObject(app, release))
    })
}
