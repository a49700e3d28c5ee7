import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { RehearsedApp } from '../cli/testing/rehearsed-app.ts'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import { Refusal } from '../evidence/refusal.ts'
import { family, type Hold, holdersOf, keyOf, mustBeHeld } from './app-lock.ts'
import { type AppLock, takeLock } from './take-lock.ts'

let staging: RehearsedApp
const held: AppLock[] = []

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: false })
})

afterEach(async () => {
  for (const lock of held.splice(0)) await lock.release()
})

afterAll(() => staging.stop())

async function take(command: string, mode: 'alone' | 'take over' = 'alone'): Promise<AppLock> {
  const { subject, app } = staging.hand
  const lock = await takeLock({ subject, env: staging.env, app, command, mode })
  held.push(lock)
  return lock
}

const isHeld = (hold: Hold, app = staging.name): Promise<void> => mustBeHeld(staging.hand.owner, app, hold)

const sessionOf = ({ hold }: AppLock): { pid: number; began: string } => {
  if ('missing' in hold) throw new Error(hold.missing)
  return hold
}

it('is held by one run at a time, and refuses the second by the name of the first', async () => {
  const first = await take('provision')
  await isHeld(first.hold)
  const refusal = await take('reapply').catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(Refusal)
  expect(String(refusal)).toMatch(/: provision by \S+, since \d{4}-\S+Z \(session \d+ of Postgres\)/)
  await isHeld(first.hold)
  expect(await first.release()).toBeUndefined()
  await isHeld((await take('reapply')).hold)
})

it('is one app’s, and one session’s: a pid alone comes again', async () => {
  const { pid, began } = sessionOf(await take('provision'))
  await isHeld({ pid, began })
  await expect(isHeld({ pid, began }, 'another-app')).rejects.toThrow('has ended')
  await expect(isHeld({ pid, began: '1' })).rejects.toThrow('provision by')
  await expect(isHeld({ pid: pid + 1, began })).rejects.toThrow('provision by')
  expect(keyOf('another-app')).not.toBe(keyOf(staging.name))
})

it('is taken over by a rollback, whose taker each that had it is told of, and is shared by two of them', async () => {
  const provision = await take('provision')
  const rollback = await take('rollback', 'take over')
  expect(rollback.takenFrom).toMatch(/^provision by \S+, since /)
  await isHeld(rollback.hold)
  await expect.poll(() => provision.lost.aborted).toBe(true)
  await expect(isHeld(provision.hold)).rejects.toThrow(/^rollback by \S+, since .* has taken .* over/)
  expect(await provision.release()).toMatch(/^rollback by \S+, since .* has taken .* over/)

  const another = await take('rollback', 'take over')
  expect(another.takenFrom).toBeUndefined()
  await Promise.all([isHeld(rollback.hold), isHeld(another.hold)])
  await expect(take('provision')).rejects.toThrow(Refusal)
})

it('names who took it over though that one has given it back since', async () => {
  const provision = await take('provision')
  const rollback = await take('rollback', 'take over')
  await expect.poll(() => provision.lost.aborted).toBe(true)
  await pause(500)
  expect(await rollback.release()).toBeUndefined()
  expect(await provision.release()).toMatch(/^rollback by \S+, since .* has taken .* over/)
})

it('is lost with its session, and says so when it is given back', async () => {
  const lock = await take('provision')
  await staging.hand.rehearsal.superuser(`SELECT pg_terminate_backend(${sessionOf(lock).pid})`)
  await expect.poll(() => lock.lost.aborted).toBe(true)
  await expect(isHeld(lock.hold)).rejects.toThrow('has ended: another may have changed it')
  expect(await lock.release()).toContain('has ended')
})

it('is held by nobody who waits for it, has another lock of that number, or has it in another database', async () => {
  const provision = await take('provision')
  const key = [family, keyOf(staging.name)]
  const elsewhere = new URL(staging.superuserUrl)
  elsewhere.pathname = '/postgres'
  const strangers = [staging.superuserUrl, staging.superuserUrl, elsewhere.href].map(
    (connectionString) => new pg.Client({ connectionString }),
  )
  const [waiting, another, other] = await Promise.all(
    strangers.map(async (client) => {
      client.on('error', () => {})
      await client.connect()
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      return { client, pid: rows[0]?.pid }
    }),
  )
  waiting?.client.query('SELECT pg_advisory_lock($1, $2)', key).catch(() => {})
  await another?.client.query('SELECT pg_advisory_lock($1, $2)', [1, key[1]])
  await other?.client.query('SELECT pg_advisory_lock($1, $2)', key)
  const { hand } = staging
  const waits = async (): Promise<number | null> =>
    (await hand.rehearsal.superuser("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
      .rowCount
  await expect.poll(waits).toBe(1)
  const holders = await holdersOf(hand.owner, staging.name)
  await hand.rehearsal.superuser(`SELECT pg_terminate_backend(${waiting?.pid})`)
  await Promise.all([another?.client.end(), other?.client.end()])
  expect(holders.map(({ pid }) => pid)).toEqual([sessionOf(provision).pid])
})

it('is not had where Heroku has the app in production, and nobody is kept away by it', async () => {
  const { app, rehearsal } = staging.hand
  await rehearsal.control('faults', {
    path: '/pipeline-couplings$',
    answer: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ stage: 'production', pipeline: { name: 'shop' } }),
    },
  })
  app.forget()
  const refused = take('provision')
  await expect(refused).rejects.toThrow(Refusal)
  await expect(refused).rejects.toThrow("has it in the stage 'production' of its pipeline")
  app.forget()
  await isHeld((await take('provision')).hold)
})

it('could not be taken: nothing is changed by guess', async () => {
  await expect(isHeld({ missing: 'nobody answers' })).rejects.toThrow(CouldNotLook)
})
