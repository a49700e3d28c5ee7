import type { QueryResult } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ourMark } from '../../../postgres/our-name.ts'
import { amiss } from '../../testing/amiss.ts'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'
import { type CliRun, runCli } from '../../testing/run-cli.ts'

// The live path, in processes of its own, against the rehearsal platform in another; each drift is planted from outside,
// seen by the checks that watch for it, and taken back.

let staging: RehearsedApp

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true, besides: ['prod'] })
})

afterAll(() => staging.stop())

const verify = (env: NodeJS.ProcessEnv = {}): Promise<CliRun> => staging.run(['verify'], env)

const superuser = (sql: string): Promise<QueryResult> => staging.hand.rehearsal.superuser(sql)

/** Moves something about the app or its database, on the platform. */
const control = (route: string, body: object): Promise<void> =>
  staging.hand.rehearsal.control(route, { app: staging.name, ...body })

const setFlag = (value: string): Promise<void> => staging.api.setConfigVars({ [flag]: value })

interface Drift {
  readonly name: string
  readonly plant: () => Promise<unknown>
  readonly takeBack: () => Promise<unknown>
  readonly seen: readonly string[]
}

const flag = 'FLAG_LEDGER_APP_ROLE_SEPARATION'
const url = 'LEDGER_APP_DATABASE_URL'

const crashedDyno = { id: 'd', name: 'web.1', type: 'web', state: 'crashed', release: { version: 42 } }

/** Each is another check's to see, so all are planted together. */
const apart: readonly Drift[] = [
  {
    name: 'one grant taken away',
    plant: () => superuser('REVOKE UPDATE ON orders FROM ledger_app'),
    takeBack: () => superuser('GRANT UPDATE ON orders TO ledger_app'),
    seen: ['missing-privilege public.orders'],
  },
  {
    name: 'one grant too many',
    plant: () => superuser('GRANT TRUNCATE ON customers TO ledger_app'),
    takeBack: () => superuser('REVOKE TRUNCATE ON customers FROM ledger_app'),
    seen: ['extra-privilege public.customers'],
  },
  {
    name: 'an app that ignores its flag',
    plant: () => control('stand-in', { ignoreFlag: true }),
    takeBack: () => control('stand-in', { ignoreFlag: false }),
    seen: ['app-connects-as-owner shop-api-staging'],
  },
  {
    name: 'a denial in the log',
    plant: () => control('logs', { line: 'permission denied for table alembic_version' }),
    takeBack: async () => {
      await setFlag('0')
      await setFlag('1')
    },
    seen: ['denied-in-log alembic_version'],
  },
  {
    name: 'a dyno that is down',
    plant: () =>
      staging.hand.rehearsal.control('faults', {
        path: `^/apps/${staging.name}/dynos$`,
        answer: {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify([crashedDyno]),
        },
      }),
    takeBack: async () => {},
    seen: ['dyno-not-current web.1'],
  },
]

/**
 * Each is seen by several checks, or hides what another would show, so each is planted alone. More of the kind are in
 * verdicts/rows, without a process each.
 */
const alone: readonly Drift[] = [
  {
    name: 'a database that belongs to somebody else',
    plant: () =>
      superuser(
        `CREATE ROLE somebody_else;
         ALTER DATABASE ${staging.database} OWNER TO somebody_else;
         GRANT ALL ON DATABASE ${staging.database} TO ${staging.owner};
         GRANT ALL ON SCHEMA public TO ${staging.owner}`,
      ),
    takeBack: () =>
      superuser(
        `ALTER DATABASE ${staging.database} OWNER TO ${staging.owner}; DROP OWNED BY somebody_else; DROP ROLE somebody_else`,
      ),
    seen: ["failed: DATABASE_URL is still the owner's"],
  },
  {
    name: 'the flag back at 0',
    plant: () => setFlag('0'),
    takeBack: () => setFlag('1'),
    seen: [`flag-out-of-phase ${flag}`, 'not-run: What was seen is a checkpoint of the soak'],
  },
  {
    name: 'a credential rotated behind a var set by hand',
    plant: () =>
      staging.hand.heroku`pg:credentials:rotate DATABASE --name ledger_app --confirm ${staging.name}`,
    takeBack: async () => {
      const { app, heroku } = staging.hand
      await heroku`config:set ${url}=${await app.credentialUrl('ledger_app')}`
    },
    seen: [
      `login-refused ${url}`,
      `stale-url ${url}`,
      'failed: Postgres behaves as its catalogue says',
      'app-unhealthy :health',
    ],
  },
]

describe('pnpm test:verify --env staging', () => {
  it('exits 0 on a provisioned app, and marks each statement of its own', async () => {
    await superuser('SELECT pg_stat_statements_reset()')
    const run = await verify()
    expect(amiss(run)).toEqual([])
    expect(run).toMatchObject({
      exitCode: 0,
      report: { outcome: 'passed', exitStatus: 0, app: 'shop-api-staging' },
    })
    const table = staging.hand.subject.spotCheck.replace('public.', '')
    const { rows } = await superuser(
      `SELECT DISTINCT query LIKE '%${ourMark}%' AS ours, r.rolname = '${staging.owner}' AS owner
         FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
        WHERE r.rolname IN ('${staging.owner}', 'ledger_app')
          AND query !~ '${table} LIMIT|current_user AS role' ORDER BY 2`,
    )
    expect(rows, 'of the role and of the owner, but for the stand-in app').toEqual([
      { ours: true, owner: false },
      { ours: true, owner: true },
    ])
  })

  describe('where several things have drifted', () => {
    let run: CliRun

    beforeAll(async () => {
      // It has done work on its role since the last look, before it ignores its flag.
      await staging.hand.rehearsal.get('/healthz')
      for (const { plant } of apart) await plant()
      run = await verify()
      for (const { takeBack } of apart.toReversed()) await takeBack()
    })

    it.each(apart)('exits 1 and names each: $name', ({ seen }) => {
      expect(amiss(run)).toEqual(expect.arrayContaining([...seen]))
      expect(run.exitCode).toBe(1)
    })

    it('names nothing else', () => {
      // The verification before this one was a look: what was planted as the owner since is in the counts.
      const byHand = `app-connects-as-owner ${staging.name}`
      expect(amiss(run).toSorted()).toEqual([...apart.flatMap(({ seen }) => seen), byHand].toSorted())
    })
  })

  it.each(alone)('exits 1 and names it: $name', async ({ plant, takeBack, seen }) => {
    await plant()
    const run = await verify()
    await takeBack()
    const health = staging.env['RUNBOOK_HEALTH_URL_STAGING'] ?? ''
    expect(amiss(run)).toEqual(seen.map((line) => line.replace(':health', health)))
    expect(run.exitCode).toBe(1)
  })
})

// Nothing is planted for these, and the first waits for the CLI to give up, so they run side by side.
describe.concurrent('pnpm test:verify --env staging, where nothing can be verified', () => {
  it('exits 4 where Heroku does not answer', async (test) => {
    const run = await verify({ HEROKU_HOST: 'http://127.0.0.1:9' })
    test.expect(run).toMatchObject({ exitCode: 4, report: { outcome: 'inconclusive' } })
    // By the first item, and in the closing lines.
    test.expect(run.output.match(/`heroku config --json -a \S+` ended with/g)).toHaveLength(2)
    test.expect(run.output).toContain('the same as of "')
  })

  it('exits 4 where the Heroku CLI is not installed', async (test) => {
    const run = await verify({ RUNBOOK_HEROKU: 'heroku-that-is-not-there' })
    test.expect(run.exitCode).toBe(4)
    test.expect(run.output).toContain('Install it')
  })

  it.for([
    [{ RUNBOOK_HEROKU: '/nowhere/heroku' }, "RUNBOOK_HEROKU is '/nowhere/heroku', which is no program"],
    [{ RUNBOOK_HEROKU: '/' }, "RUNBOOK_HEROKU is '/', which is no program"],
    [{ HEROKU_HOST: '127.0.0.1:9' }, "HEROKU_HOST is '127.0.0.1:9', without http://"],
    [
      { RUNBOOK_HEALTH_URL_STAGING: 'api.example' },
      "RUNBOOK_HEALTH_URL_STAGING is 'api.example', which is no URL",
    ],
    [
      { RUNBOOK_HEALTH_URL_STAGING: 'ftp://api' },
      "RUNBOOK_HEALTH_URL_STAGING is 'ftp://api', which is no URL",
    ],
  ] as const)('exits 2 with one line on %j', async ([env, line], test) => {
    const run = await verify(env)
    test.expect(run).toMatchObject({ exitCode: 2, report: undefined })
    test.expect(run.output).toContain(line)
    test.expect(run.output).not.toContain('\n')
  })

  it.for<[string[], string]>([
    [['--env', 'nowhere'], "--env 'nowhere' is not known: use rehearsal, staging, prod"],
    [['--env=stagin'], "--env 'stagin' is not known: use rehearsal, staging, prod (nearest: staging)"],
    [['--env', 'staging', '--postgres', 'system'], "--postgres 'system' is for --env rehearsal"],
    [['--env', 'staging', '--profile', 'classic'], "--profile 'classic' is for --env rehearsal"],
    [['--phase', 'soak'], 'nearest: soaking'],
    [['staging'], "'staging' stands alone: verify takes options only, as in --env staging"],
    [['--vebrose'], "unknown option '--vebrose'"],
  ])('exits 2 with one line on %j', async ([args, line], test) => {
    const run = await runCli(staging.env, 'verify', ...args)
    test.expect(run).toMatchObject({ exitCode: 2, report: undefined })
    test.expect(run.output).toContain(line)
    test.expect(run.output).not.toContain('\n')
  })

  it('exits 2 on a HEROKU_HOST that the CLI would ignore for heroku.com', async (test) => {
    const run = await verify({ HEROKU_HOST: 'http://10.0.0.1' })
    test.expect(run.exitCode).toBe(2)
    test.expect(run.output).toContain('it would ask heroku.com instead')
  })
})

describe('pnpm test:provision on a live app', () => {
  it.each([
    ['staging', {}, 'set RUNBOOK_ALLOW_PROVISION=shop-api-staging to allow it'],
    ['staging', { RUNBOOK_ALLOW_PROVISION: 'shop-api-prod' }, "it is 'shop-api-prod'"],
    ['prod', {}, 'set RUNBOOK_ALLOW_PROVISION=shop-api-prod to allow it'],
  ])('is refused with exit 3 and asks Heroku nothing: %s %j', async (env, allowed, reason) => {
    const before = await staging.requests()
    const run = await runCli({ ...staging.env, ...allowed }, 'provision', '--env', env)
    expect(run).toMatchObject({ exitCode: 3, report: { outcome: 'refused', items: [] } })
    expect(run.output).toContain(reason)
    expect(await staging.requests()).toEqual(before)
  })

  it('is refused with exit 3 on prod while staging has not soaked, and has only looked', async () => {
    const before = await staging.requests()
    const allowed = { RUNBOOK_ALLOW_PROVISION: 'shop-api-prod' }
    const run = await runCli({ ...staging.env, ...allowed }, 'provision', '--env', 'prod')
    expect(run).toMatchObject({ exitCode: 3, report: { outcome: 'refused', items: [] } })
    expect(run.output).toContain('waits for a clean 72 h soak of staging, and that is not over')
    expect(
      (await staging.requests()).slice(before.length).filter((asked) => !/^(GET|HEAD) /.test(asked)),
    ).toEqual([])
  })
})
