import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { waitUntil } from '../evidence/wait-until.ts'
import { startTestPlatform, type TestPlatform } from '../rehearsal/testing/test-platform.ts'
import { type RecordingReading, readRecording } from './read-recording.ts'
import { recordStream } from './record-stream.ts'
import type { Recorded } from './recorded.ts'

const app = 'shop-api-staging'

let platform: TestPlatform
let folder: string
beforeAll(async () => {
  platform = await startTestPlatform('--environment', 'staging')
})
afterAll(() => platform.stop())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recordings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const control = (route: string, body: object): Promise<Response> =>
  platform.request('POST', `/rehearsal/${route}`, body)
const say = (...line: string[]): Promise<Response> => control('logs', { app, line })
const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_none, index) => `number ${from + index}.`)

/** A recorder of the platform's app, under way. */
function start(bin = platform.ready.herokuBin): {
  readonly said: string[]
  readonly ended: Promise<Recorded>
  stop(): Promise<Recorded>
} {
  const said: string[] = []
  const stop = new AbortController()
  const ended = recordStream({
    app,
    database: 'DATABASE',
    bin,
    env: { ...process.env, ...platform.ready.env },
    folder,
    signal: stop.signal,
    say: (text) => said.push(text),
  })
  ended.catch(() => {})
  return {
    said,
    ended,
    stop() {
      stop.abort()
      return ended
    },
  }
}

const reading = (): Promise<RecordingReading> => readRecording(folder, app, new Date(0), new Date(8e15))

/** What was written of it, unpacked. */
const written = (): string => {
  const stream = join(folder, app, 'stream')
  const files = readdirSync(stream).toSorted()
  return files.map((name) => gunzipSync(readFileSync(join(stream, name))).toString('utf8')).join('')
}
const numbers = (): number[] =>
  [...written().matchAll(/number (\d+)\.$/gm)].map(([, number]) => Number(number))

/** Waits until the recording has the line. */
async function has(text: string): Promise<void> {
  const { holds, saw } = await waitUntil(
    async () => {
      const { lines } = await reading()
      return { holds: lines > 0 && written().includes(text), saw: `${lines} lines` }
    },
    { timeoutMs: 120_000, everyMs: 250 },
  )
  expect(holds, `${text}: ${saw}`).toBe(true)
}

describe('a recorder', () => {
  it('has each line once, however often its stream is closed or not to be had, and none of a secret', async () => {
    const password = new URL(platform.ready.apps[app]?.ownerUrl ?? '').password
    await control('log-streams', { closeAfterMs: 700 })
    await say(...numbered(1, 20), `cannot connect as u with ${password}`)
    await control('faults', { path: '/log-sessions$', answer: { status: 503, body: 'down' } })
    const recorder = start()
    await has('number 20.')
    // It writes down a line before it says that lines come again.
    await expect
      .poll(() => recorder.said.map((text) => text.replace(/^`.+?`/, '…').slice(0, 45)))
      .toEqual(['… ended with exit status 1: Error: HTTP Error', 'the log is followed again'])
    await say(...numbered(21, 30))
    await has('number 30.')
    await say(...numbered(31, 40))
    await has('number 40.')
    await control('log-streams', { closeAfterMs: null })
    const { gaps } = await recorder.stop()
    expect(numbers()).toEqual(numbered(1, 40).map((_line, index) => index + 1))
    expect(gaps).toEqual([])
    expect((await reading()).intervals).toHaveLength(1)
    expect(written()).toContain('cannot connect as u with ***')
    expect(written()).not.toContain(password)
  })

  it('goes on where another one ended, and has a gap where Heroku has not the last line any more', async () => {
    await say(...numbered(101, 110))
    const first = start()
    await has('number 110.')
    await first.stop()
    await say(...numbered(111, 120))
    const second = start()
    await has('number 120.')
    expect((await second.stop()).gaps).toEqual([])
    await say(...numbered(201, 1800))
    const third = start()
    await has('number 1800.')
    const { gaps } = await third.stop()
    expect(gaps).toMatchObject([{ why: 'the recorder was not there' }])
    expect(third.said.join('\n')).toContain('a gap: from ')
    expect(numbers().filter((number) => number > 100)).toEqual([
      ...numbered(101, 120).map((_line, index) => 101 + index),
      ...numbered(301, 1800).map((_line, index) => 301 + index),
    ])
    expect((await reading()).gaps.map(({ why }) => why)).toContain('the recorder was not there')
    expect((await reading()).intervals).toHaveLength(2)
  })

  it('says that it recorded nothing where it ended before it knew what to mask', async () => {
    await say('a first line')
    await control('faults', { path: '/config-vars$', times: 9, answer: 'hang' })
    const recorder = start()
    const streams = async (): Promise<number> => {
      const { requests } = (await (await platform.request('GET', '/rehearsal/requests')).json()) as {
        requests: { path: string }[]
      }
      return requests.filter(({ path }) => path.endsWith('/log-sessions')).length
    }
    const before = await streams()
    await expect.poll(streams).toBeGreaterThan(before)
    await pause(2_000)
    await expect(recorder.stop()).rejects.toThrow(
      /nothing was recorded: it ended before the config vars were read/,
    )
    await platform.request('DELETE', '/rehearsal/faults')
  })

  it('records nothing of a CLI that does not tell when its stream is opened again', async () => {
    const { ended } = start('/bin/echo')
    await expect(ended).rejects.toThrow(/does not tell when it opens its stream again/)
  })
})
