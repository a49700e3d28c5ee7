import { type Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Account } from '../account/account.ts'
import { Refusal } from '../account/refusal.ts'
import type { Faults } from '../control/faults.ts'
import type { RequestJournal } from '../control/request-journal.ts'
import { logplex } from '../log-stream/logplex.ts'
import { addonAttachmentRoutes } from './addons/addon-attachments.ts'
import { addonRoutes } from './addons/addons.ts'
import { planRoutes } from './addons/plans.ts'
import { accountRoutes } from './apps/account.ts'
import { appRoutes } from './apps/apps.ts'
import { configVarRoutes } from './apps/config-vars.ts'
import { dynoRoutes } from './apps/dynos.ts'
import { logSessionRoutes } from './apps/log-sessions.ts'
import { releaseRoutes } from './apps/releases.ts'
import { authenticated } from './authenticated.ts'
import { credentialRoutes } from './data/credentials.ts'
import { databaseRoutes } from './data/databases.ts'
import { transferRoutes } from './data/transfers.ts'
import { faulty, type Journaled } from './faulty.ts'
import { hostOf } from './host.ts'

/** What the API is made of. */
export interface PlatformApiOptions {
  readonly account: Account
  readonly apiKey: string
  readonly faults: Faults
  readonly journal: RequestJournal
  /** The routes under `/rehearsal`. */
  readonly control: Hono
}

/**
 * Everything that answers on HEROKU_HOST: the Platform API and the Data API, told apart by the Host header, the log
 * stream, and the rehearsal's own control routes. A route it does not know is a 501 that names itself.
 */
export function platformApi({
  account,
  apiKey,
  faults,
  journal,
  control,
}: PlatformApiOptions): Hono<Journaled> {
  const platform = new Hono()
  platform.use(authenticated(apiKey))
  for (const routes of [
    accountRoutes(),
    appRoutes(account),
    configVarRoutes(account),
    releaseRoutes(account),
    dynoRoutes(account),
    logSessionRoutes(account),
    addonRoutes(account),
    addonAttachmentRoutes(account),
    planRoutes(),
  ]) {
    platform.route('/', routes)
  }
  const data = new Hono()
  data.use(authenticated(apiKey))
  data.route('/', databaseRoutes(account))
  data.route('/', credentialRoutes(account))
  data.route('/', transferRoutes(account))

  const rehearsal = new Hono()
  rehearsal.use(authenticated(apiKey))
  rehearsal.route('/rehearsal', control)

  for (const part of [platform, data, rehearsal]) part.onError(answerError).notFound(unknownRoute)

  const root = new Hono<Journaled>()
  root.route('/', logplex(account.logSessions))
  root.all('/rehearsal/*', (c) => rehearsal.fetch(c.req.raw, c.env))
  root.use(faulty(faults, journal, account.clock))
  // Whose answer it is: a server's own clock is in its Date.
  root.use(async (c, next) => {
    await next()
    c.header('date', account.clock.now().toUTCString())
  })
  // Hono answers HEAD by the route of GET.
  root.get('/schema', (c) => {
    c.set('known', true)
    return c.body(null, 200)
  })
  root.all('*', async (c) => {
    const answer = await (hostOf(c) === 'data' ? data : platform).fetch(c.req.raw, c.env)
    c.set('known', answer.status !== 501)
    return answer
  })
  return root
}

function unknownRoute(c: Context): Response {
  return c.json(
    {
      id: 'not_implemented',
      message:
        `The rehearsal platform does not answer ${c.req.method} ${c.req.path} on its ${hostOf(c)} host. ` +
        'Add the route under harness/rehearsal/platform-api, with the CLI file or API document it answers.',
    },
    501,
  )
}

function answerError(error: Error, c: Context): Response {
  if (error instanceof Refusal) {
    const { id, message, resource } = error
    return c.json({ id, message, ...(resource !== undefined && { resource }) }, error.status)
  }
  if (error instanceof HTTPException) return error.getResponse()
  const message = `The rehearsal platform failed at ${c.req.method} ${c.req.path}: ${error.message}`
  return c.json({ id: 'rehearsal_failed', message }, 500)
}
