import { setTimeout as delay } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { answerTimeoutMs, isLost, queryWithin, wordsOf } from '../looking.ts'
import { nothingDone, PlanFailedError } from '../plan-failed-error.ts'
import { wasCommitted, type XactStatus } from './xact-status.ts'

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
const attemptsAtMost = 5
const pauseMs = 50

/** Runs one statement; returns what Postgres answered where it refused it, 42501, and nothing is left of it. */
export type Run = (statement: string) => Promise<string | undefined>
type Work<T> = (run: Run) => Promise<{ commit: boolean; result: T }>

interface PlanOptions {
  readonly lockTimeoutMs: number
  readonly answerTimeoutMs?: number
  readonly statusOf?: XactStatus
}

/**
 * Runs the work in one transaction under the advisory lock, commits it if the work says so and rolls it back otherwise.
 * A lock that is not to be had within `lockTimeoutMs`, or another transaction in the way, makes it start anew, five times at most.
 * @throws CouldNotLook where it stays in the way, or the connection is cut: with whether the transaction was committed.
 */
export async function runPlan<T>(client: ClientBase, options: PlanOptions, work: Work<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(client, options, work)
    } catch (error) {
      const state = sqlStateOf(error)
      if (state === undefined || !passing.has(state)) throw error
      if (attempt === attemptsAtMost) {
        if (state !== '55P03') throw error
        throw new CouldNotLook(
          `Nothing was changed: a lock was not to be had within ${options.lockTimeoutMs} ms, ${attemptsAtMost} times (${wordsOf(error)}). Another run or a migration holds it: try again when that is over.`,
        )
      }
      await delay(pauseMs * attempt)
    }
  }
}

async function once<T>(client: ClientBase, options: PlanOptions, work: Work<T>): Promise<T> {
  const { lockTimeoutMs, answerTimeoutMs: timeoutMs = answerTimeoutMs } = options
  const query = (text: string, values?: unknown[]) =>
    queryWithin<{ xid: string }>(client, text, { timeoutMs, ...(values && { values }) })
  let xid: string | undefined
  let done: { result: T } | undefined
  try {
    await query('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE')
    await query(`SET LOCAL lock_timeout = ${Math.trunc(lockTimeoutMs)}`)
    // Otherwise a session with client_min_messages = error would not hear that a GRANT did nothing.
    await query('SET LOCAL client_min_messages = warning')
    await query('SELECT pg_catalog.pg_advisory_xact_lock($1)', [lockKey])
    const { commit, result } = await work(async (statement) => {
      // By its number another session can tell what became of it. Only what writes has one.
      xid ??= (await query('SELECT pg_catalog.pg_current_xact_id()::pg_catalog.text AS xid')).rows[0]?.xid
      return runUnlessRefused(client, statement, query)
    })
    done = { result }
    await query(commit ? 'COMMIT' : 'ROLLBACK')
    return result
  } catch (error) {
    // What a look in the transaction met is beneath what it says of it.
    const met = error instanceof CouldNotLook ? error.cause : error
    if (!isLost(met)) {
      await query('ROLLBACK')
      throw sqlStateOf(met) === undefined ? error : met
    }
    const why = wordsOf(met)
    if (xid === undefined)
      throw new CouldNotLook(
        `Nothing was changed: the connection was cut before anything was written (${why}). Run it again.`,
      )
    const committed = await wasCommitted(xid, {
      statusOf: options.statusOf,
      withinMs: lockTimeoutMs + 5_000,
      why,
    })
    if (committed && done) return done.result
    throw new CouldNotLook(
      `The connection was cut (${why}), and Postgres says that transaction ${xid} was ${committed ? 'committed' : 'aborted: nothing was changed'}. Run it again.`,
    )
  }
}

/** insufficient_privilege. */
const refused = '42501'

async function runUnlessRefused(
  client: ClientBase,
  statement: string,
  query: (text: string) => Promise<unknown>,
): Promise<string | undefined> {
  await query('SAVEPOINT before')
  try {
    await runLoudly(client, statement, query)
    await query('RELEASE SAVEPOINT before')
    return undefined
  } catch (error) {
    if (!(error instanceof PlanFailedError) || error.sqlState !== refused) throw error
    await query('ROLLBACK TO SAVEPOINT before')
    return `${refused}: ${error.answer}`
  }
}

async function runLoudly(
  client: ClientBase,
  statement: string,
  query: (text: string) => Promise<unknown>,
): Promise<void> {
  const warnings: { code: string | undefined; message: string | undefined }[] = []
  const hear = ({ code, message }: { code: string | undefined; message: string | undefined }) => {
    if (code !== undefined && nothingDone.has(code)) warnings.push({ code, message })
  }
  client.on('notice', hear)
  try {
    await query(statement)
  } catch (error) {
    const state = sqlStateOf(error)
    if ((state !== undefined && passing.has(state)) || isLost(error)) throw error
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
