import { setTimeout as delay } from 'node:timers/promises'
import type { ClientBase } from 'pg'

/** The advisory lock every change of privileges in a database is made under: 'privs' in ASCII. */
const lockKey = 0x7072697673

/**
 * What two transactions changing grants, or one and a migration, can meet: `tuple concurrently updated`, a deadlock, a
 * duplicate pg_class or pg_default_acl row, a lock not granted in time, an object dropped in between. Trying again helps.
 */
const passing = new Set([
  'XX000',
  '40P01',
  '40001',
  '23505',
  '55P03',
  '42P01',
  '42883',
  '3F000',
  '42704',
  '42703',
])
/** GRANT and REVOKE that did nothing say no more than a warning: 01007 privilege not granted, 01006 not revoked. */
const nothingDone = new Set(['01007', '01006'])
const attemptsAtMost = 5
const pauseMs = 50

/** A statement of the plan did not do what it says; the transaction was rolled back. */
export class PlanFailedError extends Error {
  readonly statement: string
  readonly sqlState: string | undefined
  constructor(statement: string, sqlState: string | undefined, said: string) {
    super(
      `The plan was rolled back: expected \`${statement}\` to take effect, and Postgres answered ${sqlState ?? 'nothing'}: ${said}. Run it as the database's owner, and see who owns and who granted with \`pnpm plan\`.`,
    )
    this.name = 'PlanFailedError'
    this.statement = statement
    this.sqlState = sqlState
  }
}

type Work<T> = (run: (statement: string) => Promise<void>) => Promise<{ commit: boolean; result: T }>

/**
 * Runs the work in one transaction under the advisory lock, commits it if the work says so and rolls it back otherwise.
 * A lock that is not to be had within `lockTimeoutMs`, or another transaction in the way, makes it start anew, five times at most.
 */
export async function runPlan<T>(
  client: ClientBase,
  { lockTimeoutMs }: { lockTimeoutMs: number },
  work: Work<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(client, lockTimeoutMs, work)
    } catch (error) {
      const state = sqlStateOf(error)
      if (state === undefined || !passing.has(state) || attempt === attemptsAtMost) throw error
      await delay(pauseMs * attempt)
    }
  }
}

async function once<T>(client: ClientBase, lockTimeoutMs: number, work: Work<T>): Promise<T> {
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE')
  try {
    await client.query(`SET LOCAL lock_timeout = ${Math.trunc(lockTimeoutMs)}`)
    // Otherwise a session with client_min_messages = error would not hear that a GRANT did nothing.
    await client.query('SET LOCAL client_min_messages = warning')
    await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey])
    const { commit, result } = await work((statement) => runLoudly(client, statement))
    await client.query(commit ? 'COMMIT' : 'ROLLBACK')
    return result
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

async function runLoudly(client: ClientBase, statement: string): Promise<void> {
  const warnings: { code: string | undefined; message: string | undefined }[] = []
  const hear = ({ code, message }: { code: string | undefined; message: string | undefined }) => {
    if (code !== undefined && nothingDone.has(code)) warnings.push({ code, message })
  }
  client.on('notice', hear)
  try {
    await client.query(statement)
  } catch (error) {
    const state = sqlStateOf(error)
    if (state !== undefined && passing.has(state)) throw error
    throw new PlanFailedError(statement, state, error instanceof Error ? error.message : String(error))
  } finally {
    client.off('notice', hear)
  }
  const [warning] = warnings
  if (warning) throw new PlanFailedError(statement, warning.code, warning.message ?? '')
}

function sqlStateOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
