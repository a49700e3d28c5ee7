import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../testing/eventually.ts'
import { startTestPlatform, type TestPlatform } from '../testing/test-platform.ts'

const app = 'shop-api-staging'
let platform: TestPlatform
beforeAll(async () => {
  platform = await startTestPlatform('--environment', 'staging', '--provisioned', '--profile', 'classic')
})
afterAll(() => platform.stop())

/** Runs SQL as the owner on a connection of its own and answers its error's text. */
async function fails(sql: string): Promise<string> {
  const client = new Client({
    connectionString: platform.ready.apps[app]?.ownerUrl,
    ssl: { rejectUnauthorized: false },
    application_name: 'console',
  })
  await client.connect()
  try {
    await client.query(sql)
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await client.end()
  }
}

async function log(): Promise<string> {
  const body = JSON.stringify({ lines: 1_500 })
  const headers = {
    authorization: `Bearer ${platform.ready.herokuApiKey}`,
    'content-type': 'application/json',
  }
  const url = `${platform.ready.herokuHost}/apps/${app}/log-sessions`
  const created: { logplex_url: string } = JSON.parse(
    await (await fetch(url, { method: 'POST', headers, body })).text(),
  )
  return (await fetch(created.logplex_url)).text()
}

describe('on classic, what Postgres writes is in the log of the app', () => {
  test('an error with its statement, under one number, with the user and the application', async () => {
    await fails('SELECT *\nFROM nowhere')
    const text = await eventually('the error', async () => {
      const found = await log()
      return found.includes('nowhere') && found
    })
    const lines = text.split('\n').filter((line) => line.includes('app[postgres.'))
    const [error = '', statement = '', rest = ''] = lines.slice(-3)
    expect(error).toMatch(
      /app\[postgres\.\d+\]: \[DATABASE\] \[1-1\] {2}sql_error_code = 42P01 time_ms = ".*" pid="\d+" .* database="d\w{13}" connection_source="127\.0\.0\.1\(\d+\)" user="u\w{13}" application_name="console" ERROR: {2}relation "nowhere" does not exist/,
    )
    expect(statement).toMatch(/\[DATABASE\] \[1-2\] {2}sql_error_code = 42P01 .* STATEMENT: {2}SELECT \*$/)
    expect(rest).toMatch(/\[DATABASE\] \[1-3\] {2}#011FROM nowhere$/)
  })

  test('no password, neither there nor in the file of the server', async () => {
    expect(await fails("CREATE ROLE x LOGIN PASSWORD 'topsecret'")).toBe('permission denied to create role')
    await fails("ALTER ROLE nobody PASWORD 'topsecret'")
    const text = await eventually('both errors', async () => {
      const found = await log()
      return found.includes('permission denied to create role') && found.includes('pasword') && found
    })
    const file = readFileSync(platform.ready.apps[app]?.postgresLog ?? '', 'utf8')
    expect(file).toContain('permission denied to create role')
    expect(`${text}${file}`).not.toContain('topsecret')
  })

  test("the platform's own sessions are the owner's", async () => {
    const client = new Client({ connectionString: platform.ready.apps[app]?.superuserUrl })
    await client.connect()
    const { rows } = await client.query(
      `SELECT application_name, usename = (SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()) AS owner
       FROM pg_stat_activity WHERE application_name LIKE 'Heroku Postgres - Automation - %' ORDER BY 1`,
    )
    await client.end()
    expect(rows).toEqual([
      { application_name: 'Heroku Postgres - Automation - checks', owner: true },
      { application_name: 'Heroku Postgres - Automation - statistics', owner: true },
    ])
  })
})
