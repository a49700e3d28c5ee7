import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../testing/eventually.ts'
import { startTestPlatform, type TestPlatform } from '../testing/test-platform.ts'

const app = 'shop-api-staging'
let platform: TestPlatform
beforeAll(async () => {
  platform = await startTestPlatform('--provisioned')
})
afterAll(() => platform.stop())

const post = (path: string, body: unknown) => platform.request('POST', `/rehearsal/${path}`, body)
const get = async (path: string) => (await platform.request('GET', path)).json()
/** A request to the Data API, authenticated as the CLI does. */
const data = (method: string, path: string) =>
  fetch(`${platform.ready.herokuHost.replace('127.0.0.1', 'localhost')}${path}`, {
    method,
    headers: { authorization: `Basic ${Buffer.from(`:${platform.ready.herokuApiKey}`).toString('base64')}` },
  })
const healthz = () => fetch(`${platform.ready.apps[app]?.web}/healthz`)

async function query(url: string, sql: string, ssl: boolean): Promise<unknown[]> {
  const client = new Client({ connectionString: url, ssl: ssl && { rejectUnauthorized: false } })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const openSessions = `SELECT count(*)::int AS open FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`
const limit = 'SELECT datconnlimit AS limit FROM pg_database WHERE datname = current_database()'
const asOwner = (sql: string) => query(platform.ready.apps[app]?.ownerUrl ?? '', sql, true)
const asSuperuser = (sql: string) => query(platform.ready.apps[app]?.superuserUrl ?? '', sql, false)

describe('--provisioned', () => {
  test('has the credential, the two config vars and the releases they made', async () => {
    expect(await get(`/apps/${app}/config-vars`)).toMatchObject({
      LEDGER_APP_DATABASE_URL: expect.stringMatching(/^postgres:\/\/ledger_app:/),
      FLAG_LEDGER_APP_ROLE_SEPARATION: '1',
    })
    expect(await get(`/apps/${app}/releases`)).toMatchObject([
      { version: 41 },
      { version: 42 },
      { version: 43 },
    ])
    const [dyno] = JSON.parse(JSON.stringify(await get(`/apps/${app}/dynos`)))
    expect(dyno).toMatchObject({ state: 'up', release: { version: 43 } })
  })

  test('runs the app as ledger_app', async () => {
    const held = await eventually('a connection of ledger_app', async () => {
      const rows = await asSuperuser(
        "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'ledger'",
      )
      return rows.length > 0 && rows
    })
    expect(held).toEqual([{ usename: 'ledger_app' }])
  })
})

describe('the control routes', () => {
  test('clock moves releases, log lines and created_at', async () => {
    const before = Date.now()
    expect((await post('clock', { seconds: 72 * 3600 })).status).toBe(200)
    await platform.request('PATCH', `/apps/${app}/config-vars`, { WEB_CONCURRENCY: '3' })
    const releases: { created_at: string }[] = JSON.parse(JSON.stringify(await get(`/apps/${app}/releases`)))
    expect(Date.parse(releases.at(-1)?.created_at ?? '')).toBeGreaterThan(before + 72 * 3600 * 1000 - 1000)
  })

  test('the clock is in the Date of every answer, and is told without a login', async () => {
    const told = async (): Promise<number> => {
      const answer = await fetch(`${platform.ready.herokuHost}/schema`, { method: 'HEAD' })
      expect(answer.status).toBe(200)
      return Date.parse(answer.headers.get('date') ?? '')
    }
    const before = await told()
    await post('clock', { seconds: 7200 })
    expect((await told()) - before).toBeGreaterThanOrEqual(7_199_000)
  })

  test('faults answer, once, what they say', async () => {
    await post('faults', { path: '^/account$', answer: { status: 503, body: { id: 'x', message: 'down' } } })
    expect((await platform.request('GET', '/account')).status).toBe(503)
    expect((await platform.request('GET', '/account')).status).toBe(200)
  })

  test('another-database makes one as Heroku publishes it, without what the app has made in its own', async () => {
    const answer = await post('another-database', { app })
    expect(answer.status).toBe(201)
    const { name }: { name: string } = JSON.parse(JSON.stringify(await answer.json()))
    const url = new URL(platform.ready.apps[app]?.superuserUrl ?? '')
    url.pathname = `/${name}`
    const made = await query(
      url.href,
      `SELECT pg_get_userbyid(datdba) = $$${decodeURIComponent(new URL(platform.ready.apps[app]?.ownerUrl ?? '').username)}$$ AS owned,
              to_regnamespace('_heroku')::text AS schema, to_regclass('public.pg_stat_statements')::text AS statistics,
              (SELECT count(*)::int FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace) AS tables
       FROM pg_database WHERE datname = current_database()`,
      false,
    )
    expect(made).toEqual([{ owned: true, schema: '_heroku', statistics: 'pg_stat_statements', tables: 0 }])
  })

  test('faults lose an answer after the platform has acted', async () => {
    const releases = async () => JSON.parse(JSON.stringify(await get(`/apps/${app}/releases`))).length
    const before = await releases()
    await post('faults', { method: 'PATCH', path: '/config-vars$', when: 'after', answer: 'destroy' })
    await expect(platform.request('PATCH', `/apps/${app}/config-vars`, { LOST: '1' })).rejects.toThrow(
      'fetch failed',
    )
    expect(await releases()).toBe(before + 1)
  })

  test('faults hang until the client gives up', async () => {
    await post('faults', { path: '^/account$', answer: 'hang' })
    const asked = fetch(`${platform.ready.herokuHost}/account`, { signal: AbortSignal.timeout(200) })
    await expect(asked).rejects.toThrow('timeout')
  })

  test('database refuses connections, and takes them again', async () => {
    await post('database', { app, refuseConnections: true })
    await expect(asOwner('SELECT 1')).rejects.toThrow(/terminated|ECONNRESET/)
    await eventually('an unhealthy app', async () => (await healthz()).status === 503)
    await post('database', { app, refuseConnections: false })
    expect(await asOwner('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await eventually('a healthy app', async () => (await healthz()).status === 200)
  })

  test('migrate runs as the owner, and says what Postgres said', async () => {
    expect((await post('migrate', { app, sql: 'CREATE TABLE new_table (id int)' })).status).toBe(200)
    const owner = "SELECT tableowner = current_user AS own FROM pg_tables WHERE tablename = 'new_table'"
    expect(await asOwner(owner)).toEqual([{ own: true }])
    const failed = await post('migrate', { app, sql: 'SELECT * FROM nowhere' })
    expect(failed.status).toBe(422)
    expect(await failed.json()).toEqual({ message: 'relation "nowhere" does not exist' })
  })

  test('the stand-in ignores the flag: the owner is back, the flag stays', async () => {
    expect((await post('stand-in', { app, ignoreFlag: true })).status).toBe(200)
    await eventually('the owner alone', async () => {
      const rows = await asSuperuser(
        "SELECT DISTINCT usename <> 'ledger_app' AS owner FROM pg_stat_activity WHERE application_name = 'ledger'",
      )
      return rows.length === 1 && JSON.stringify(rows[0]) === '{"owner":true}'
    })
    expect(await get(`/apps/${app}/config-vars`)).toMatchObject({ FLAG_LEDGER_APP_ROLE_SEPARATION: '1' })
    await post('stand-in', { app, ignoreFlag: false })
  })

  test('a rotation in steps goes through a temporary user, which is a member of the credential', async () => {
    const credential = `/postgres/v0/databases/postgresql-adjacent-27271/credentials/ledger_app`
    const users = async () => {
      const { state, credentials } = JSON.parse(await (await data('GET', credential)).text())
      return {
        state,
        users: credentials.map((one: { user: string; state: string }) => [one.user, one.state]),
      }
    }
    await post('credential-rotation', { rotation: 'in-steps' })
    expect((await data('POST', `${credential}/credentials_rotation`)).status).toBe(202)
    expect(await users()).toEqual({
      state: 'rotating',
      users: [
        ['ledger_app-rotating', 'active'],
        ['ledger_app', 'revoking'],
      ],
    })
    expect(
      await asSuperuser(`SELECT pg_has_role('ledger_app-rotating', 'ledger_app', 'MEMBER') AS member`),
    ).toEqual([{ member: true }])
    expect((await post('finish-rotation', { app, name: 'ledger_app' })).status).toBe(200)
    expect(await users()).toEqual({ state: 'active', users: [['ledger_app', 'active']] })
    expect(await asSuperuser(`SELECT rolname FROM pg_roles WHERE rolname LIKE '%rotating'`)).toEqual([])
    expect((await post('finish-rotation', { app, name: 'ledger_app' })).status).toBe(422)
  })

  test('plan changes the plan and how many connections Postgres takes: 20 on Essential', async () => {
    await post('plan', { app: 'shop-api-prod', plan: 'essential-1' })
    expect(await get('/apps/shop-api-prod/addons')).toMatchObject([
      { plan: { name: 'heroku-postgresql:essential-1' } },
    ])
    const { ownerUrl = '', superuserUrl = '' } = platform.ready.apps['shop-api-prod'] ?? {}
    const opened: Client[] = []
    const openAnother = async () => {
      const client = new Client({ connectionString: ownerUrl, ssl: { rejectUnauthorized: false } })
      client.on('error', () => undefined)
      await client.connect()
      opened.push(client)
    }
    const openAll = async () => {
      for (;;) await openAnother()
    }
    await expect(openAll()).rejects.toMatchObject({ code: '53300' })
    expect(await query(superuserUrl, openSessions, false)).toEqual([{ open: 20 }])
    await Promise.all(opened.map((client) => client.end()))
    await post('plan', { app: 'shop-api-prod', plan: 'standard-0' })
    expect(await query(superuserUrl, limit, false)).toEqual([{ limit: 120 }])
  })

  test('logs adds a line', async () => {
    expect((await post('logs', { app, line: 'hello' })).status).toBe(201)
  })

  for (const [path, body, says] of [
    ['clock', { seconds: 'soon' }, 'seconds: '],
    ['clock', { minutes: 1 }, 'minutes'],
    ['database', { app: 'no-such-app', refuseConnections: true }, "app: no app 'no-such-app'"],
    ['plan', { app, plan: 'hobby-dev' }, 'plan: expected essential-0'],
    ['faults', { path: '(', answer: 'hang' }, 'path: is not a regular expression'],
    ['new-credential-grants', { grants: 'all' }, 'grants: '],
  ] as const) {
    test(`${path} refuses ${JSON.stringify(body)} by name`, async () => {
      const answer = await post(path, body)
      expect(answer.status).toBe(400)
      const { message }: { message: string } = JSON.parse(await answer.text())
      expect(message).toContain(says)
    })
  }

  test('show no password in the state and the requests', async () => {
    const shown = JSON.stringify([await get('/rehearsal/state'), await get('/rehearsal/requests')])
    expect(shown).toContain('postgres://ledger_app:***@')
    expect(shown).not.toMatch(/p[0-9a-f]{64}/)
    expect(shown).not.toContain(platform.ready.herokuApiKey)
  })
})

interface Release {
  readonly version: number
  readonly status: string
  readonly current: boolean
}

test('a release phase runs as the owner before the dynos do, and a release whose own fails is never run', async () => {
  const path = `/apps/${app}`
  const newest = async (): Promise<Release> => {
    const releases: Release[] = JSON.parse(JSON.stringify(await get(`${path}/releases`)))
    return releases.at(-1) ?? { version: 0, status: 'none', current: false }
  }
  const set = (value: string) => platform.request('PATCH', `${path}/config-vars`, { WEB_CONCURRENCY: value })
  const ended = (status: string) =>
    eventually(`a release that ${status}`, async () => {
      const release = await newest()
      return release.status === status && release
    })
  await post('release-phase', { app, sql: 'CREATE TABLE released (by name DEFAULT current_user)' })
  await set('3')
  const succeeded = await ended('succeeded')
  expect(succeeded).toMatchObject({ current: true, output_stream_url: expect.stringMatching(/^https:/) })
  expect(
    await asOwner(
      "SELECT relowner::regrole = current_user::regrole AS owned FROM pg_class WHERE relname = 'released'",
    ),
  ).toEqual([{ owned: true }])

  await post('release-phase', { app, sql: "CREATE ROLE somebody LOGIN PASSWORD 'x'" })
  await set('2')
  const failed = await ended('failed')
  expect(failed.current).toBe(false)
  const { version } = await eventually('the release that runs', async () => {
    const [dyno]: { state: string; release: Release }[] = JSON.parse(
      JSON.stringify(await get(`${path}/dynos`)),
    )
    return dyno?.state === 'up' && dyno.release
  })
  expect([version, failed.version]).toEqual([succeeded.version, succeeded.version + 1])
  await post('release-phase', { app, sql: null })
  await asOwner('DROP TABLE released')
})
