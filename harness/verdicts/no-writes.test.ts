import { readFileSync } from 'node:fs'
import type { QueryResult } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isRead } from '../cli/testing/is-read.ts'
import { RehearsedApp } from '../cli/testing/rehearsed-app.ts'

// Diagnose writes nothing: told by the platform's request log, by Postgres's statement log and by its transaction ids,
// on an app in order and on one that is broken in several ways at once.

const timeoutMs = 180_000
let staging: RehearsedApp

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true })
  await superuser("ALTER SYSTEM SET log_statement = 'all'")
  await superuser('ALTER SYSTEM SET log_connections = on')
  await superuser('SELECT pg_reload_conf()')
})

afterAll(() => staging.stop())

const superuser = (sql: string): Promise<QueryResult> => staging.hand.rehearsal.superuser(sql)

/** Every statement that a session of ours has sent, as the server logged it: a session is known by its process. */
async function ourStatements(): Promise<string[]> {
  const log = readFileSync(staging.postgresLog, 'utf8').split('\n')
  const ours = new Set(
    log
      .filter((line) => line.includes('application_name=role-runbook '))
      .flatMap((line) => /\[(\d+)\]/.exec(line)?.[1] ?? []),
  )
  return log.flatMap((line) => {
    const [, process = '', statement = ''] =
      /\[(\d+)\] \S+ LOG: {2}(?:statement|execute [^:]+): (.*)/.exec(line) ?? []
    return ours.has(process) ? [statement] : []
  })
}

/** The next transaction id the server will hand out: it stays where nothing was written. */
async function nextTransaction(): Promise<unknown> {
  return (await superuser('SELECT pg_snapshot_xmax(pg_current_snapshot())')).rows
}

const readingStatement = /^(SELECT|WITH|SHOW|BEGIN|START TRANSACTION|SET|COMMIT|ROLLBACK)\b/i

it.each([
  ['in order', 'SELECT', 0],
  [
    'broken in several ways',
    'CREATE TABLE new_table (id int); ALTER TABLE positions OWNER TO CURRENT_USER; GRANT TRUNCATE ON orders TO ledger_app',
    1,
  ],
])(
  'writes nothing, neither to Heroku nor to Postgres, at an app that is %s',
  async (_state, sql, exitCode) => {
    await superuser(sql)
    const before = { transaction: await nextTransaction(), requests: (await staging.requests()).length }
    const said = (await ourStatements()).length
    const run = await staging.run(['diagnose'])
    expect(run.exitCode, run.output).toBe(exitCode)

    const asked = (await staging.requests()).slice(before.requests)
    expect(asked.length).toBeGreaterThan(5)
    expect(asked.filter((request) => !isRead(request))).toEqual([])

    const statements = (await ourStatements()).slice(said)
    expect(statements.length).toBeGreaterThan(5)
    expect(statements.filter((statement) => !readingStatement.test(statement.trim()))).toEqual([])
    expect(await nextTransaction()).toEqual(before.transaction)
  },
  timeoutMs,
)
