import { Hono } from 'hono'
import { z } from 'zod'
import type { Account } from '../../account/account.ts'
import type { App } from '../../account/app.ts'
import { rollBack } from '../../account/changes/config-vars.ts'
import { notFound } from '../../account/refusal.ts'
import type { Release } from '../../account/release.ts'
import { bodyOf } from '../body.ts'
import { releaseObject } from '../objects.ts'
import { appOf } from '../path.ts'

/** The Platform API's default and largest page (Platform API reference, "Ranges"). */
const page = { usual: 200, largest: 1000 }

/**
 * `GET /apps/:app/releases` with `Range: version ..; order=desc,max=N` (CLI commands/releases/index.js, config/set.js),
 * answered 206 with what is left out, and one release by id or version; `POST` of an earlier one brings it back (CLI
 * commands/releases/rollback.js).
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
      return c.json(releaseObject(app, releaseOf(app, c.req.param('release'))))
    })
    .post('/apps/:app/releases', async (c) => {
      const app = appOf(account, c)
      const { release } = await bodyOf(c, z.object({ release: z.string() }))
      rollBack(account, app, releaseOf(app, release))
      const [newest] = app.releases.slice(-1)
      return c.json(newest && releaseObject(app, newest), 201)
    })
}

function releaseOf({ releases }: App, idOrVersion: string): Release {
  const release = releases.find(({ id, version }) => id === idOrVersion || String(version) === idOrVersion)
  if (!release) throw notFound('release', `Couldn't find that release.`)
  return release
}
