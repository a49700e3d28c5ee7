import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Rehearsal } from '../cli/rehearsal.ts'
import { runCli } from '../cli/testing/run-cli.ts'
import { startTestRehearsal } from '../cli/testing/test-rehearsal.ts'
import { applicationName } from '../postgres/postgres.ts'

// Diagnose writes nothing: told by the platform's request log, by Postgres's statement log and by its transaction ids,
// on an app in order and on one that is broken in several ways at once.

const app = 'raxx-api-staging'
const timeoutMs = 180_000
let rehearsal: Rehearsal

beforeAll(async () => {
  rehearsal = await startTestRehearsal({ provisioned: true })
  await superuser("ALTER SYSTEM SET log_statement = 'all'")
  await superuser('ALTER SYSTEM SET log_connections = on')
  await superuser('SELECT pg_reload_conf()')
})

afterAll(() => rehearsal.stop())

async function superuser(sql: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: rehearsal.apps[app]?.superuserUrl })
  await client.connect()
  try {
    return (await client.query<Record<string, string>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Every statement that a session of ours has sent, as the server logged it: a session is known by its process. */
async function ourStatements(): Promise<string[]> {
  const log = readFileSync(rehearsal.apps[app]?.postgresLog ?? '', 'utf8').split('\n')
  const ours = new Set(
    log
      .filter((line) => line.includes(`application_name=${applicationName}`))
      .flatMap((line) => /\[(\d+)\]/.exec(line)?.[1] ?? []),
  )
  return log.flatMap((line) => {
    const [, process = '', statement = ''] =
      /\[(\d+)\] \S+ LOG: {2}(?:statement|execute [^:]+): (.*)/.exec(line) ?? []
    return ours.has(process) ? [statement] : []
  })
}

/** The next transaction id the server will hand out: it stays where nothing was written. */
async function nextTransaction(): Promise<string | undefined> {
  const [row] = await superuser('SELECT pg_snapshot_xmax(pg_current_snapshot()) AS next')
  return row?.['next']
}

async function requests(): Promise<{ method: string; path: string }[]> {
  const answer = await fetch(`${rehearsal.env['HEROKU_HOST']}/rehearsal/requests`, {
    headers: { authorization: `Bearer ${rehearsal.env['HEROKU_API_KEY']}` },
  })
  return ((await answer.json()) as { requests: { method: string; path: string }[] }).requests
}

/** `heroku` asks with POST where it looks an attachment up, and for the address of the log: neither changes anything. */
const reads = /^(GET |POST \/actions\/addon-attachments\/resolve$|POST \/apps\/[^/]+\/log-sessions$)/
const readingStatement = /^(SELECT|WITH|SHOW|BEGIN|START TRANSACTION|SET|COMMIT|ROLLBACK)\b/i

it.each([
  ['in order', 'SELECT', 0],
  [
    'broken in several ways',
    'CREATE TABLE new_table (id int); ALTER TABLE positions OWNER TO postgres; GRANT UPDATE ON customer_audit_events TO raptor_app',
    1,
  ],
])(
  'writes nothing, neither to Heroku nor to Postgres, at an app that is %s',
  async (_state, sql, exitCode) => {
    await superuser(sql)
    const before = { transaction: await nextTransaction(), requests: (await requests()).length }
    const said = (await ourStatements()).length
    const run = await runCli(rehearsal.env, 'diagnose', '--env', 'staging')
    expect(run.exitCode, run.output).toBe(exitCode)

    const asked = (await requests()).slice(before.requests).map(({ method, path }) => `${method} ${path}`)
    expect(asked.length).toBeGreaterThan(5)
    expect(asked.filter((request) => !reads.test(request))).toEqual([])

    const statements = (await ourStatements()).slice(said)
    expect(statements.length).toBeGreaterThan(5)
    expect(statements.filter((statement) => !readingStatement.test(statement.trim()))).toEqual([])
    expect(await nextTransaction()).toBe(before.transaction)
  },
  timeoutMs,
)
