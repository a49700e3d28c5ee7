import type { Client } from 'pg'
import { beforeEach, expect, test } from 'vitest'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { connectByRelay } from '../../postgres/frozen-server.fixture.ts'
import { differences } from '../findings/difference.ts'
import { policy, provisionedDatabaseForTests } from '../provisioned-database.fixture.ts'
import { readPrivileges } from '../snapshot/read-privileges.ts'
import { carryOut } from './carry-out.ts'

const database = provisionedDatabaseForTests()
beforeEach(() => database.superuser.query('REVOKE SELECT ON orders FROM ledger_app'))

const found = async () => differences(await readPrivileges(database.owner, 'ledger_app'), policy)
const statusOf = async (xid: string) => {
  const { rows } = await database.owner.query<{ status: string }>(
    'SELECT pg_xact_status($1::xid8) AS status',
    [xid],
  )
  return rows[0]?.status
}
/** How long the server is waited for that falls silent: what it answers before is well within, however busy the machine. */
const silenceMs = 4_000
const reapply = (client: Client, options: { answerTimeoutMs?: number } = {}) =>
  carryOut(client, 'ledger_app', policy, { dryRun: false, lockTimeoutMs: 30_000, statusOf, ...options })

test('a lock in the way of reading is no finding', async () => {
  await database.superuser.query('BEGIN; LOCK TABLE pg_catalog.pg_policy IN ACCESS EXCLUSIVE MODE')
  await database.owner.query("SET lock_timeout = '50ms'")
  const read = readPrivileges(database.owner, 'ledger_app')
  await expect(read).rejects.toThrow(CouldNotLook)
  await expect(read).rejects.toThrow(
    'What ledger_app can do could not be read: 55P03: canceling statement due to lock timeout',
  )
  await database.superuser.query('ROLLBACK')
  await database.owner.query('RESET lock_timeout')
})

test('a server that is frozen is given up, and is no finding', async () => {
  const frozen = await connectByRelay(database.owner, 'owner-secret')
  frozen.freeze()
  const read = readPrivileges(frozen.client, 'ledger_app', { timeoutMs: 200 })
  await expect(read).rejects.toThrow(CouldNotLook)
  await expect(read).rejects.toThrow('What ledger_app can do could not be read: Query read timeout')
  await frozen.stop()
})

test('a server that freezes while the functions are read is given up too', async () => {
  const frozen = await connectByRelay(database.owner, 'owner-secret')
  frozen.freeze('pg_get_functiondef')
  await expect(readPrivileges(frozen.client, 'ledger_app', { timeoutMs: 700 })).rejects.toThrow(CouldNotLook)
  await frozen.stop()
})

test('a run whose server is frozen from the beginning changes nothing, and says so', async () => {
  const frozen = await connectByRelay(database.owner, 'owner-secret')
  frozen.freeze()
  const run = reapply(frozen.client, { answerTimeoutMs: 700 })
  await expect(run).rejects.toThrow(CouldNotLook)
  await expect(run).rejects.toThrow(
    'Nothing was changed: the connection was cut before anything was written (Query read timeout). Run it again.',
  )
  await frozen.stop()
})

test('a run whose server is frozen at a GRANT says what became of it, having looked', async () => {
  const frozen = await connectByRelay(database.owner, 'owner-secret')
  frozen.freeze('GRANT SELECT')
  const run = reapply(frozen.client, { answerTimeoutMs: silenceMs })
  await expect(run).rejects.toThrow(CouldNotLook)
  await expect(run).rejects.toThrow(
    /The connection was cut \(Query read timeout\), and Postgres says that transaction \d+ was aborted: nothing was changed\./,
  )
  await frozen.stop()
})

test('a session that is ended while it is reading is no finding', async () => {
  const other = await database.connectAsOwner()
  await database.superuser.query('SELECT pg_terminate_backend($1)', [await pidOf(other)])
  await expect(readPrivileges(other, 'ledger_app')).rejects.toThrow(CouldNotLook)
})

test('a run that was cut before its COMMIT says that nothing was changed, having looked', async () => {
  const other = await database.connectAsOwner()
  const pid = await pidOf(other)
  // Another transaction at the same row: the GRANT waits, and is cut there.
  await database.superuser.query('BEGIN; GRANT REFERENCES ON orders TO reporter')
  const run = reapply(other)
  const outcome = run.catch((error: unknown) => error)
  await database.superuser.query(
    `DO $$ BEGIN FOR i IN 1..2000 LOOP EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE pid = ${pid} AND NOT granted); PERFORM pg_sleep(0.01); END LOOP; END $$`,
  )
  await database.superuser.query('SELECT pg_terminate_backend($1)', [pid])
  const error = await outcome
  await database.superuser.query('ROLLBACK')
  expect(error).toBeInstanceOf(CouldNotLook)
  expect(String(error)).toMatch(
    /The connection was cut \(57P01: .*\), and Postgres says that transaction \d+ was aborted: nothing was changed\. Run it again\./,
  )
  expect(await found()).toMatchObject([{ code: 'missing-privilege', object: 'public.orders' }])
})

test('a run whose COMMIT was not answered is done where Postgres says so', async () => {
  const frozen = await connectByRelay(database.owner, 'owner-secret')
  frozen.freeze('COMMIT\0')
  expect(await reapply(frozen.client, { answerTimeoutMs: silenceMs })).toMatchObject({
    committed: true,
    after: [],
  })
  expect(await found()).toEqual([])
  await frozen.stop()
})

test('a run that was cut and cannot be asked after says that it cannot be told', async () => {
  const frozen = await connectByRelay(database.owner, 'owner-secret')
  frozen.freeze('COMMIT\0')
  const run = carryOut(frozen.client, 'ledger_app', policy, {
    dryRun: false,
    answerTimeoutMs: silenceMs,
    statusOf: () => Promise.reject(new Error('the server is gone')),
  })
  await expect(run).rejects.toThrow(
    'The connection was cut (Query read timeout), and whether the transaction was committed could not be looked up: the server is gone.',
  )
  await frozen.stop()
})

async function pidOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return rows[0]?.pid ?? 0
}
