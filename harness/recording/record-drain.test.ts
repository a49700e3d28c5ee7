import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRecording } from './read-recording.ts'
import { recordDrain } from './record-drain.ts'
import type { Recorded } from './recorded.ts'
import { recordingsOf, segmentFile } from './recording-folder.ts'

const app = 'shop-api-staging'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recordings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const at = (minute: number): string => `2026-05-10T08:${String(minute).padStart(2, '0')}:00.000000+00:00`
const message = (minute: number, text: string): string => `<190>1 ${at(minute)} host app web.1 - ${text}`
const frame = (text: string): string => `${Buffer.byteLength(text)} ${text}`

/** Reads a file of that text, and returns the lines that were recorded. */
async function read(text: string): Promise<Recorded & { recorded: string[] }> {
  const file = join(folder, 'drain.log')
  writeFileSync(file, text)
  const result = await recordDrain({ app, folder, file })
  const [recording] = recordingsOf(folder, app)
  const packed = recording === undefined ? undefined : readFileSync(segmentFile(recording, 1))
  const lines = packed ? gunzipSync(packed).toString('utf8').split('\n').slice(1, -1) : []
  return { ...result, recorded: lines }
}

/** The gaps between eight and half past, in minutes. */
async function gaps(): Promise<string[]> {
  const bounds = [new Date(at(0)), new Date(at(30))] as const
  const reading = await readRecording(folder, app, ...bounds)
  return reading.gaps.map(({ from, to, why }) => `${from.getUTCMinutes()} to ${to.getUTCMinutes()}: ${why}`)
}

describe("a drain's file", () => {
  it('is read as it is sent: framed by octet counting', async () => {
    const { recorded, lines, unparsed } = await read(
      [message(0, 'café'), message(10, 'two\nlines'), message(30, 'end\n')].map(frame).join(''),
    )
    expect(recorded).toEqual([
      `${at(0)} app[web.1]: café`,
      `${at(10)} app[web.1]: two`,
      `${at(10)} app[web.1]: lines`,
      `${at(30)} app[web.1]: end`,
    ])
    expect([lines, unparsed]).toEqual([4, 0])
    expect(await gaps()).toEqual([])
  })

  it('is read with a message a line, and what such a line goes on with', async () => {
    const { recorded } = await read(
      `${message(0, 'Error: permission denied')}\n    at query (db.js:1)\n<172>1 ${at(30)} d.73ea7440 heroku router - - at=info\n`,
    )
    expect(recorded).toEqual([
      `${at(0)} app[web.1]: Error: permission denied`,
      `${at(0)} app[web.1]:     at query (db.js:1)`,
      `${at(30)} heroku[router]: at=info`,
    ])
    expect(await gaps()).toEqual([])
  })

  it.each([
    [
      'framed',
      frame(message(0, 'one')) + frame(message(10, 'two')) + frame(message(30, 'permission')).slice(0, -4),
    ],
    ['a message a line', `${message(0, 'one')}\n${message(10, 'two')}\n${message(30, 'permiss')}`],
  ])('covers nothing of a last message that was cut short (%s)', async (_form, text) => {
    const { lines, unparsed } = await read(text)
    expect([lines, unparsed]).toEqual([2, 1])
    expect(await gaps()).toEqual(['10 to 30: the last line that was recorded is before it'])
  })

  it('has a gap where a message of its middle was cut short', async () => {
    const broken = frame(message(10, 'permission denied for table')).slice(0, -9)
    const { lines } = await read(
      frame(message(0, 'one')) + broken + frame(message(20, 'two')) + frame(message(30, 'three')),
    )
    expect(lines).toBe(3)
    expect(await gaps()).toEqual(['0 to 20: a message of the file is not whole'])
  })

  it('has a gap where Heroku dropped messages', async () => {
    const lost = `<172>1 ${at(20)} host heroku logplex - Error L10 (output buffer overflow): 13 messages dropped since ${at(15)}.`
    await read([message(0, 'one'), lost, message(30, 'two')].map(frame).join('\n'))
    expect(await gaps()).toEqual(['15 to 20: Heroku lost lines (L10)'])
  })

  it('takes its own place when it has grown', async () => {
    await read(`${message(0, 'one')}\n${message(10, 'two')}\n`)
    await read(`${message(0, 'one')}\n${message(10, 'two')}\n${message(30, 'three')}\n`)
    expect(recordingsOf(folder, app)).toHaveLength(1)
    expect((await readRecording(folder, app, new Date(at(0)), new Date(at(30)))).lines).toBe(3)
  })

  it('of many messages has each of them', async () => {
    const many = Array.from({ length: 20_000 }, (_none, n) =>
      frame(message(n % 30, `number ${n} ${'x'.repeat(n % 90)}`)),
    )
    expect((await read(many.join(''))).lines).toBe(20_000)
  })

  it('that is none has no line', async () => {
    expect(await read('10.0.0.1 - - [10/May/2026] "GET / HTTP/1.1" 200\n')).toMatchObject({
      lines: 0,
      from: undefined,
    })
    expect(recordingsOf(folder, app)).toEqual([])
  })
})
