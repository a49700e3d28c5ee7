import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lineOfMark } from './mark.ts'
import { type RecordingReading, readRecording } from './read-recording.ts'
import { Recording } from './recording.ts'
import { makeRecordingFolder, recordingsFolder, segmentFile } from './recording-folder.ts'

const app = 'shop-api-staging'
const at = (minute: number): Date => new Date(Date.UTC(2026, 4, 10, 8, minute))
const line = (minute: number, text = `line ${minute}`): string =>
  `${at(minute).toISOString().replace('Z', '123+00:00')} app[web.1]: ${text}`
const gap = (minute: number, why: string): string => lineOfMark({ type: 'gap', to: at(minute), why })

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'recordings-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** Writes a recording, each list a segment of it, and returns its folder. */
async function recorded(segments: readonly (readonly string[])[], name = 'stream'): Promise<string> {
  const folder = makeRecordingFolder(root, app, name)
  const { recording } = await Recording.open(folder, 0)
  for (const lines of segments) {
    recording.add(lines)
    recording.close()
  }
  return folder
}

/** From 8:00 to 8:30, in minutes after eight. */
async function read(): Promise<Pick<RecordingReading, 'lines'> & { intervals: string[]; gaps: string[] }> {
  const { intervals, gaps, lines } = await readRecording(
    recordingsFolder({ RUNBOOK_RECORDINGS: root }),
    app,
    at(0),
    at(30),
  )
  const said = ({ from, to }: { from: Date; to: Date }): string =>
    `${from.getUTCMinutes()} to ${to.getUTCMinutes()}`
  return {
    lines,
    intervals: intervals.map(said),
    gaps: gaps.map((hole) => `${said(hole)}: ${hole.why}`),
  }
}

describe('a recording', () => {
  it('covers the time from its first line to its last', async () => {
    await recorded([[line(5), line(10)], [line(20)]])
    expect(await read()).toEqual({
      lines: 3,
      intervals: ['5 to 20'],
      gaps: [
        '0 to 5: the recording begins after it',
        '20 to 30: the last line that was recorded is before it',
      ],
    })
  })

  it('that is not there covers nothing', async () => {
    expect(await read()).toEqual({ lines: 0, intervals: [], gaps: ['0 to 30: nothing was recorded'] })
  })

  it('does not bridge what its recorder did not see', async () => {
    await recorded([[line(0), line(10), gap(15, 'the recorder was not there'), line(15), line(30)]])
    expect(await read()).toEqual({
      lines: 4,
      intervals: ['0 to 10', '15 to 30'],
      gaps: ['10 to 15: the recorder was not there'],
    })
  })

  it.each([
    [
      'L10',
      'Error L10 (output buffer overflow): 3 messages dropped since 2026-05-10T08:12:00+00:00.',
      '12 to 20',
    ],
    [
      'L11',
      'Error L11 (Tail buffer overflow) -> This tail session dropped 9 messages since 2026-05-10T08:11:00.5Z.',
      '11 to 20',
    ],
    ['L12', 'Error L12: 222 messages dropped since 2026-05-10T08:13:00.000000+00:00.', '13 to 20'],
    ['L15', 'Error L15 (Tail buffer temporarily unavailable)', '10 to 20'],
  ])('has a hole where Heroku says so (%s)', async (code, text, hole) => {
    await recorded([[line(0), line(10), line(20, text), line(30)]])
    expect((await read()).gaps).toEqual([`${hole}: Heroku lost lines (${code})`])
  })

  it('has none where an app quotes such a line', async () => {
    await recorded([[line(0), line(10, 'seen: Error L10 (output buffer overflow)'), line(30)]])
    expect((await read()).gaps).toEqual([])
  })

  it('covers with another what each of them has', async () => {
    await recorded([[line(0), line(3), line(5), gap(20, 'asleep'), line(20), line(25), line(30)]])
    await recorded([[line(3), line(5), line(10), line(20), line(25)]], 'drain-1')
    expect(await read()).toEqual({ lines: 7, intervals: ['0 to 30'], gaps: [] })
  })

  it('counts as denied what is denied in it, once and for the time that is asked for', async () => {
    const denied = 'ERROR:  permission denied for table orders'
    await recorded([
      [line(0, denied), line(10, denied)],
      [line(20, denied), line(40, denied)],
    ])
    await recorded([[line(5), line(10, denied)]], 'drain-1')
    const { denials } = await readRecording(root, app, at(5), at(30))
    expect(denials.map(({ at: when, object }) => [when.getUTCMinutes(), object])).toEqual([
      [10, 'orders'],
      [20, 'orders'],
    ])
  })
})

describe('a segment', () => {
  const torn = [line(0), line(10), line(20)]

  it('that was cut short has the lines before', async () => {
    const folder = makeRecordingFolder(root, app, 'stream')
    const { recording } = await Recording.open(folder, 0)
    for (const one of torn) recording.add([one])
    const file = segmentFile(folder, 1)
    truncateSync(file, readFileSync(file).length - 30)
    expect(await read()).toMatchObject({ lines: 2, intervals: ['0 to 10'] })
  })

  it('whose end is damaged has the lines before', async () => {
    const folder = makeRecordingFolder(root, app, 'stream')
    const { recording } = await Recording.open(folder, 0)
    for (const one of torn) recording.add([one])
    const file = segmentFile(folder, 1)
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill(0xff, bytes.length - 8))
    expect(await read()).toMatchObject({ lines: 2, intervals: ['0 to 10'] })
  })

  it('is followed by what is recorded next, from where it can be read', async () => {
    const folder = makeRecordingFolder(root, app, 'stream')
    const { recording } = await Recording.open(folder, 0)
    for (const one of torn) recording.add([one])
    const file = segmentFile(folder, 1)
    truncateSync(file, readFileSync(file).length - 30)
    const next = await Recording.open(folder, 2)
    expect(next.lines).toEqual(torn.slice(0, 2))
    next.recording.add(torn.slice(2))
    expect(await read()).toMatchObject({ lines: 3, intervals: ['0 to 20'] })
  })

  it('that was changed after it was written covers nothing', async () => {
    const folder = await recorded([
      [line(0), line(5)],
      [line(10), line(15)],
      [line(20), line(30)],
    ])
    const file = segmentFile(folder, 2)
    const text = gunzipSync(readFileSync(file)).toString('utf8')
    writeFileSync(file, gzipSync(text.replace('line 10', 'line ten')))
    expect(await read()).toMatchObject({
      intervals: ['0 to 5', '20 to 30'],
      gaps: ['5 to 20: a part of the recording is missing, or was changed after it was written'],
    })
  })

  it('that was taken away is a gap', async () => {
    const folder = await recorded([
      [line(0), line(5)],
      [line(10), line(15)],
      [line(20), line(30)],
    ])
    rmSync(segmentFile(folder, 2))
    expect(await read()).toMatchObject({
      intervals: ['20 to 30'],
      gaps: ['0 to 20: a part of the recording is missing, or was changed after it was written'],
    })
  })
})
