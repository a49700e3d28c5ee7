import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { Found } from '../../evidence/found.ts'
import { RehearsedApp } from '../testing/rehearsed-app.ts'
import { endedByDenial, watchItem } from './watch-item.ts'

// The first minutes on the role, one look long: what is amiss, what could not be seen, and what may pass.

let app: RehearsedApp
beforeAll(async () => {
  app = await RehearsedApp.start({ provisioned: true })
})
afterEach(() => app.hand.rehearsal.clearFaults())
afterAll(() => app.stop())

/** Returns what the watch threw, and what it noted. */
async function watched(signal = new AbortController().signal): Promise<{ error: unknown; notes: string[] }> {
  const { env } = app
  const { subject } = app.hand
  const notes: string[] = []
  const situation = { subject, place: { kind: 'live' } as const, env, emit: () => {}, signal }
  const error = await watchItem(0, situation)
    .body(
      [],
      (text) => notes.push(text),
      () => {},
    )
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
  return { error, notes }
}

it('passes where nothing is denied, the app answers and its sessions are the role’s', async () => {
  expect(await watched()).toEqual({ error: undefined, notes: ['looked 1 time(s)'] })
})

it.each([
  ['its log', { method: 'POST', path: '/log-sessions$' }],
  ['its releases', { method: 'GET', path: '/releases$' }],
  ['its config vars', { method: 'GET', path: '/config-vars$' }],
])('does not pass where %s could not be read in the last look', async (_what, { method, path }) => {
  const body = { id: 'unavailable', message: 'Try again later.' }
  const headers = { 'content-type': 'application/json' }
  await app.hand.rehearsal.control('faults', {
    method,
    path,
    times: 100,
    answer: { status: 503, headers, body },
  })
  const { error } = await watched()
  expect(error).toBeInstanceOf(CouldNotLook)
  expect(String(error)).toMatch(/in the last of 1 look\(s\) it could not be seen: .*Try again later/)
})

it('does not pass where it was stopped', async () => {
  const { error } = await watched(AbortSignal.abort())
  expect(error).toBeInstanceOf(CouldNotLook)
  expect(String(error)).toContain('the watch was stopped after 1 look(s)')
})

it('ends with what was denied, which is what a rollback on denial goes by', async () => {
  await app.hand.rehearsal.logLines(1, 'ERROR: permission denied for table ledger')
  const { error } = await watched()
  expect(error).toBeInstanceOf(Found)
  expect(endedByDenial(error instanceof Found ? error.findings : [])).toBe(true)
})

it('does not pass where the log no longer reaches back to when the app was switched', async () => {
  const { name, hand } = app
  await hand.rehearsal.control('clock', { seconds: 60 })
  await hand.rehearsal.control('logs', {
    app: name,
    line: Array.from({ length: 1_600 }, (_, n) => `line ${n}`),
  })
  const { error } = await watched()
  expect(error).toBeInstanceOf(CouldNotLook)
  expect(String(error)).toMatch(/could not be seen: the log reaches back to/)
})
