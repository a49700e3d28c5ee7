import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../testing/eventually.ts'
import { startTestPlatform, type TestPlatform } from '../testing/test-platform.ts'

const app = 'shop-api-staging'
const addon = 'postgresql-adjacent-27271'

// The commands of the source runbook in its order, run by the real CLI, each looking at what the one before it left.
describe('the commands of the runbook', () => {
  let platform: TestPlatform
  let url: string
  const heroku = (...args: string[]) => platform.heroku(...args, '-a', app)
  beforeAll(async () => {
    platform = await startTestPlatform('--environment', 'staging')
  })
  afterAll(async () => {
    await platform.stop()
  })

  test('heroku auth:whoami', async () => {
    const { exitCode, stdout } = await platform.wholeHeroku('auth:whoami')
    expect([exitCode, stdout]).toEqual([0, 'operator@example.test'])
  })

  test('heroku pg:info', async () => {
    const { exitCode, stdout } = await heroku('pg:info')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^=== DATABASE_URL$/m)
    expect(stdout).toMatch(/^Plan: +Standard 0$/m)
    expect(stdout).toMatch(/^Status: +Available$/m)
    expect(stdout).toMatch(new RegExp(`^Add-on: +${addon}$`, 'm'))
  })

  test('heroku pg:credentials:create DATABASE --name ledger_app, which does not wait', async () => {
    await platform.request('POST', '/rehearsal/credential-provisioning', { polls: 1 })
    const created = await heroku('pg:credentials:create', 'DATABASE', '--name', 'ledger_app')
    expect(created.exitCode).toBe(0)
    expect(created.stdout).toContain(`heroku addons:attach ${addon} --credential ledger_app -a ${app}`)
    const early = await heroku('pg:credentials:url', 'DATABASE', '--name', 'ledger_app')
    expect([early.exitCode, early.stderr]).toEqual([
      1,
      ' ›   Error: Could not find any active credentials for ledger_app',
    ])
  })

  test('heroku pg:credentials:url DATABASE --name ledger_app', async () => {
    const { exitCode, stdout } = await heroku('pg:credentials:url', 'DATABASE', '--name', 'ledger_app')
    expect(exitCode).toBe(0)
    url = /Connection URL:\s+(\S+)/.exec(stdout)?.[1] ?? ''
    expect(url).toMatch(/^postgres:\/\/ledger_app:p[0-9a-f]{64}@127\.0\.0\.1:\d+\/d[a-z0-9]{13}$/)
  })

  test('heroku config:set LEDGER_APP_DATABASE_URL=…', async () => {
    const { exitCode, stderr } = await heroku('config:set', `LEDGER_APP_DATABASE_URL=${url}`)
    expect(exitCode).toBe(0)
    expect(stderr).toBe(`Setting LEDGER_APP_DATABASE_URL and restarting ${app}... done, v42`)
  })

  test('heroku config:get', async () => {
    const { stdout } = await heroku('config:get', 'LEDGER_APP_DATABASE_URL')
    expect(stdout === url).toBe(true)
    const unset = await heroku('config:get', 'FLAG_LEDGER_APP_ROLE_SEPARATION', '--json')
    expect(JSON.parse(unset.stdout)).toEqual({ key: 'FLAG_LEDGER_APP_ROLE_SEPARATION', value: null })
  })

  test('heroku pg:psql -c, as the owner, through the RDS guard', async () => {
    const role = "SELECT rolname, rolcanlogin FROM pg_catalog.pg_roles WHERE rolname = 'ledger_app';"
    const { exitCode, stdout, stderr } = await heroku('pg:psql', '-c', role)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^ ledger_app \| t$/m)
    expect(stderr).toBe(`--> Connecting to ${addon}`)
  })

  test("failure mode A, by the source's own SQL", async () => {
    const { exitCode, stderr } = await heroku('pg:psql', '-c', "CREATE ROLE other WITH LOGIN PASSWORD 'x'")
    expect(exitCode).toBe(1)
    expect(stderr).toContain('ERROR:  must be a member of rds_password to alter passwords')
  })

  test('heroku restart', async () => {
    const { exitCode, stderr } = await heroku('restart')
    expect([exitCode, stderr]).toEqual([0, `Restarting all dynos on ${app}... done`])
  })

  test('heroku ps', async () => {
    const dyno = await eventually('a dyno that is up', async () => {
      const [first] = JSON.parse((await heroku('ps', '--json')).stdout)
      return first.state === 'up' && first
    })
    expect(dyno).toMatchObject({ name: 'web.1', type: 'web', release: { version: 42 } })
    expect((await heroku('ps')).stdout).toMatch(/^web\.1: up /m)
  })

  test.for([
    [['--dyno-name', 'web.1'], 'dyno web.1'],
    [['--process-type', 'web'], 'all web dynos'],
  ] as const)('heroku ps:restart %j', async ([which, said]) => {
    const id = async () =>
      JSON.parse(await (await platform.request('GET', `/apps/${app}/dynos`)).text())[0].id
    const before = await id()
    const { exitCode, stderr } = await heroku('ps:restart', ...which)
    expect([exitCode, stderr]).toEqual([0, `Restarting ${said} on ${app}... done`])
    expect(await id()).not.toBe(before)
  })

  test('heroku ps:restart of a dyno that there is not', async () => {
    const { exitCode, stderr } = await heroku('ps:restart', '--dyno-name', 'worker.1')
    expect([exitCode, stderr.includes('Error ID: not_found')]).toEqual([2, true])
  })

  test('heroku releases', async () => {
    const { stdout } = await heroku('releases', '--json')
    expect(JSON.parse(stdout)).toMatchObject([
      {
        version: 42,
        description: 'Set LEDGER_APP_DATABASE_URL config vars',
        status: 'succeeded',
        current: true,
      },
      { version: 41, current: false },
    ])
  })

  test('heroku releases:rollback, which brings back config vars and leaves attachments as they are', async () => {
    const vars = async () =>
      JSON.parse(await (await platform.request('GET', `/apps/${app}/config-vars`)).text())
    const before = await vars()
    const { exitCode, stderr } = await heroku('releases:rollback')
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^Rolling back shop-api-staging to v41\.\.\. done, v43$/m)
    const { LEDGER_APP_DATABASE_URL: restricted, ...others } = before
    expect(restricted).toBe(url)
    expect(await vars()).toEqual(others)
    await heroku('releases:rollback', 'v42')
    expect(await vars()).toEqual(before)
    expect(await (await platform.request('GET', `/apps/${app}/releases/44`)).json()).toMatchObject({
      description: 'Rollback to v42',
    })
  })

  test('heroku ps:scale', async () => {
    const scaled = await heroku('ps:scale', 'web=0')
    expect(scaled.stderr).toBe('Scaling dynos... done, now running web at 0:Standard-1X')
    expect(await (await platform.request('GET', `/apps/${app}/dynos`)).json()).toEqual([])
    expect((await heroku('ps:scale', 'web+1')).stderr).toContain('web at 1:Standard-1X')
    expect((await heroku('logs', '-n', '200')).stdout).toMatch(
      /app\[api\]: Scaled to web@0:Standard-1X by user operator@example\.test$/m,
    )
  })

  test('heroku addons', async () => {
    const { stdout } = await heroku('addons', '--json')
    expect(JSON.parse(stdout)).toMatchObject([
      { name: addon, plan: { name: 'heroku-postgresql:standard-0' }, attachments: [{ name: 'DATABASE' }] },
    ])
  })

  test('heroku addons:attach --credential, which follows a rotation', async () => {
    await heroku('config:unset', 'LEDGER_APP_DATABASE_URL')
    const as = ['--credential', 'ledger_app', '--as', 'LEDGER_APP_DATABASE']
    expect((await heroku('addons:attach', addon, ...as)).exitCode).toBe(0)
    const rotated = await heroku(
      'pg:credentials:rotate',
      'DATABASE',
      '--name',
      'ledger_app',
      '--confirm',
      app,
    )
    expect(rotated.exitCode).toBe(0)
    const now = (await heroku('config:get', 'LEDGER_APP_DATABASE_URL')).stdout
    expect(now.startsWith('postgres://ledger_app:')).toBe(true)
    expect(now === url).toBe(false)
    const login = await heroku('pg:psql', 'LEDGER_APP_DATABASE', '-c', 'SELECT current_user')
    expect(login.stdout).toMatch(/^ ledger_app$/m)
  })

  test('heroku pg:credentials:rotate --all, which gives each credential another password', async () => {
    const urls = async () =>
      Object.entries(JSON.parse(await (await platform.request('GET', `/apps/${app}/config-vars`)).text()))
        .filter(([name]) => name.endsWith('DATABASE_URL'))
        .map(([, value]) => value)
    const before = await urls()
    const { exitCode, stderr } = await heroku('pg:credentials:rotate', 'DATABASE', '--all', '--confirm', app)
    expect([exitCode, stderr]).toEqual([0, `Rotating all credentials on ${addon}... done`])
    const after = await urls()
    expect(before).toHaveLength(2)
    expect(after.filter((value) => before.includes(value))).toEqual([])
    expect((await heroku('pg:psql', 'DATABASE', '-c', 'SELECT 1')).exitCode).toBe(0)
  })

  test('heroku pg:credentials', async () => {
    const { stdout } = await heroku('pg:credentials')
    expect(stdout).toMatch(/default +active/)
    expect(stdout).toMatch(/ledger_app +active\s+└─ as LEDGER_APP_DATABASE/)
  })

  test('heroku addons:detach and pg:credentials:destroy', async () => {
    expect((await heroku('addons:detach', 'LEDGER_APP_DATABASE')).exitCode).toBe(0)
    expect((await heroku('config:get', 'LEDGER_APP_DATABASE_URL')).stdout).toBe('')
    const destroy = ['pg:credentials:destroy', 'DATABASE', '--name', 'ledger_app', '--confirm', app]
    expect((await heroku(...destroy)).exitCode).toBe(0)
    const role = "SELECT count(*) FROM pg_roles WHERE rolname = 'ledger_app'"
    expect((await heroku('pg:psql', '-c', role)).stdout).toMatch(/^ +0$/m)
  })

  test('heroku ps:wait', async () => {
    expect((await heroku('ps:wait')).exitCode).toBe(0)
  })

  test('asked for no route the platform does not know', async () => {
    const journal = await platform.request('GET', '/rehearsal/requests')
    expect(await journal.json()).toMatchObject({ unknownRoutes: [] })
  })
})
