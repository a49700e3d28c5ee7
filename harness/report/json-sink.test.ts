import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { jsonSink } from './json-sink.ts'
import type { Report } from './report.ts'

const folder = mkdtempSync(join(tmpdir(), 'reports-'))
afterAll(() => rmSync(folder, { recursive: true }))

const report: Report = {
  suite: 'verify',
  env: 'staging',
  app: 'an-app',
  startedAt: '2026-01-02T03:04:05.000Z',
  finishedAt: '2026-01-02T03:04:06.000Z',
  outcome: 'passed',
  exitStatus: 0,
  commit: '0123456',
  items: [],
}

describe('the file of a report', () => {
  it('holds the report, and no password', async () => {
    const file = join(folder, 'new', 'report.json')
    await jsonSink(file).close({ ...report, reason: 'at postgres://u:hunter2hunter@h/d' }, file)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ reason: 'at postgres://u:***@h/d' })
    expect(readdirSync(join(folder, 'new'))).toEqual(['report.json'])
  })

  it('is taken away when a run begins: what an earlier one left would be read as this one’s', () => {
    const file = join(folder, 'old.json')
    writeFileSync(file, '{"outcome":"passed"}')
    jsonSink(file)
    expect(existsSync(file)).toBe(false)
  })

  it.each([
    ['a folder', folder, 'it is a folder'],
    ['nothing', '', 'it has no name'],
    ['a device', '/dev/null', 'it is no ordinary file'],
    ['in a folder that cannot be made', '/proc/nowhere/report.json', 'ENOENT'],
    ['endless', join(folder, 'a'.repeat(5_000)), 'ENAMETOOLONG'],
  ])('is refused before the work begins where it is %s', (_, file, why) => {
    expect(() => jsonSink(file)).toThrow(why)
  })
})
