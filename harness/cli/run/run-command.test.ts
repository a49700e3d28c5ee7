import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { reportsFolder } from '../../evidence/reports-folder.ts'
import { countsFact, readEarlierCounts, writtenCounts } from '../../observations/database/earlier-counts.ts'
import type { Counts } from '../../observations/database/statements.ts'
import type { ReportFiles } from '../../report/sinks/file-sinks.ts'
import { runCommand } from './run-command.ts'
import { singleItem } from './single-item.ts'

const about = { app: 'shop', role: 'shop_app', environment: 'staging' }
const counts: Counts = {
  at: new Date('2026-05-10T09:00:00Z'),
  database: 'd1',
  resetAt: '1.0',
  evictions: 0,
  roles: [{ role: 'owner', calls: 7 }],
}
const herokuAt = new Date('2026-05-10T09:00:01Z')

let folder: string
let printed: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'))
  printed = ''
  vi.stubEnv('RUNBOOK_REPORTS', join(folder, 'kept'))
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  // A run listens for them to the end of its process.
  process.removeAllListeners('SIGINT')
  process.removeAllListeners('SIGTERM')
  rmSync(folder, { recursive: true })
})

/** A look whose report goes there, and what a later one finds of it. */
async function look(files: ReportFiles): Promise<readonly Counts[]> {
  await runCommand({
    suite: 'verify',
    env: about.environment,
    app: about.app,
    files,
    async work(emit) {
      const item = await singleItem({ id: 'verify/app', title: 'App', kind: 'check' }, async () => {})
      emit({ type: 'ended', item: { ...item, facts: { [countsFact]: writtenCounts(counts, herokuAt) } } })
    },
  })
  return readEarlierCounts(reportsFolder(process.env), about)
}

it.each<[string, (folder: string) => ReportFiles]>([
  ['where nobody says where its report goes', () => ({})],
  ['where its report goes elsewhere', (at) => ({ json: join(at, 'report.json') })],
  ['where it goes there by another name', (at) => ({ json: join(at, 'kept', 'mine.json') })],
  ['where only a page goes elsewhere', (at) => ({ html: join(at, 'page.html') })],
])('a run is a look that a later one is held against, %s', async (_, files) => {
  const asked = files(folder)
  expect(await look(asked)).toEqual([{ ...counts, herokuAt }])
  expect(Object.values(asked).filter((file) => !existsSync(file ?? ''))).toEqual([])
})

it('says that it leaves nothing for a later one where its report is elsewhere and it can keep none, and keeps that one', async () => {
  writeFileSync(join(folder, 'kept'), 'a file')
  const json = join(folder, 'report.json')
  expect(await look({ json })).toEqual([])
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ outcome: 'passed' })
  expect(printed).toContain(
    'A later look has nothing of this one to hold its counts against: the report cannot',
  )
  expect(readdirSync(folder)).toEqual(['kept', 'report.json'])
})

it('keeps the look of either of two runs that began within one second', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-05-10T09:00:02.100Z') })
  try {
    await look({})
    vi.setSystemTime(new Date('2026-05-10T09:00:02.900Z'))
    expect(await look({})).toHaveLength(2)
  } finally {
    vi.useRealTimers()
  }
})
