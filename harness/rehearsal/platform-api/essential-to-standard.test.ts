import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../testing/test-platform.ts'

const app = 'shop-api-staging'

// Dev Center, "Changing the Plan of a Heroku Postgres Database": from Essential to another tier it is a new database.
describe('from essential-0 to standard-0, the way Heroku documents', () => {
  let platform: TestPlatform
  let created: string
  const heroku = (...args: string[]) => platform.heroku(...args, '-a', app)
  const psql = (sql: string) => heroku('pg:psql', 'DATABASE', '-c', sql)
  beforeAll(async () => {
    platform = await startTestPlatform('--environment', 'staging', '--plan', 'essential-0')
  })
  afterAll(() => platform.stop())

  test('heroku addons:create heroku-postgresql:standard-0', async () => {
    await psql("INSERT INTO customers (email) VALUES ('desk-three@example.com')")
    const { exitCode, stdout } = await heroku('addons:create', 'heroku-postgresql:standard-0', '--as', 'NEW')
    expect(exitCode).toBe(0)
    created = /(postgresql-[a-z]+-\d+) is being created/.exec(stdout)?.[1] ?? ''
    expect(created).not.toBe('')
  })

  test('heroku pg:wait', async () => {
    expect((await heroku('pg:wait', '--wait-interval', '1', '--no-notify')).exitCode).toBe(0)
    expect((await heroku('config:get', 'NEW_URL')).stdout).toMatch(/^postgres:\/\//)
  })

  test('heroku pg:copy DATABASE NEW, where a migration has made a table the rehearsal cannot copy', async () => {
    await psql('CREATE TABLE late (id int)')
    const refused = await heroku('pg:copy', 'DATABASE', 'NEW', '--confirm', 'NEW')
    expect(refused.exitCode).not.toBe(0)
    expect(refused.stderr).toContain('tables that the app brought only, and late is none of them')
    await psql('DROP TABLE late')
  })

  test('heroku pg:copy DATABASE NEW', async () => {
    await heroku('maintenance:on')
    expect((await fetch(platform.ready.apps[app]?.web ?? '')).status).toBe(503)
    const copied = await heroku('pg:copy', 'DATABASE', 'NEW', '--confirm', 'NEW')
    expect(copied).toMatchObject({ exitCode: 0 })
  })

  test('heroku pg:promote NEW', async () => {
    const promoted = await heroku('pg:promote', 'NEW')
    expect(promoted).toMatchObject({ exitCode: 0 })
    await heroku('maintenance:off')
    expect((await heroku('pg:info', 'DATABASE')).stdout).toMatch(
      new RegExp(`Plan: +Standard 0[^]*Add-on: +${created}`),
    )
  })

  test('leaves the rows, the sequences and the app on the new database', async () => {
    expect((await psql('SELECT count(*) FROM customers')).stdout).toMatch(/^ +3$/m)
    const inserted = await psql("INSERT INTO customers (email) VALUES ('desk-four@example.com') RETURNING id")
    expect(inserted.stdout).toMatch(/^ +4$/m)
    expect((await fetch(`${platform.ready.apps[app]?.web}/healthz`)).status).toBe(200)
  })

  test('lets a credential be created on it', async () => {
    expect((await heroku('pg:credentials:create', 'DATABASE', '--name', 'ledger_app')).exitCode).toBe(0)
  })
})
