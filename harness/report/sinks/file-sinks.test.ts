import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { registerSecret } from '../../secrets/mask.ts'
import { everyItem, everyOutcome } from '../every-outcome.fixture.ts'
import type { Report } from '../report.ts'
import { annotationsSink } from './annotations-sink.ts'
import { fileSinks, type ReportFiles } from './file-sinks.ts'

const folder = mkdtempSync(join(tmpdir(), 'reports-'))
afterAll(() => rmSync(folder, { recursive: true }))

const formats = ['json', 'junit', 'html', 'summary'] as const
const only = (format: (typeof formats)[number], file: string): ReportFiles => ({ [format]: file })
const secret = `canary7f3a%41 "it's" <&>\n\\$& é/`
const leaky: Report = {
  ...everyOutcome,
  reason: 'at postgres://u:hunter2hunter2@h/d',
  items: [
    ...everyItem,
    { ...everyOutcome.items[0], title: secret, notes: [secret, encodeURIComponent(secret)] },
  ],
} as Report

async function keep(files: ReportFiles, report: Report): Promise<void> {
  for (const sink of fileSinks(files)) await sink.close(report, '')
}

describe.each(formats)('the %s of a report', (format) => {
  it('is in its file, readable by its owner only, and no secret is in it in any form', async () => {
    registerSecret(secret)
    const file = join(folder, `new-${format}`, 'report')
    await keep({ ...only(format, file) }, leaky)
    const text = readFileSync(file, 'utf8')
    expect(text.replaceAll('\\', '')).toContain('***')
    expect(text).not.toMatch(/canary7f3a|hunter2|Y2FuYXJ5N2YzY/)
    expect(statSync(file).mode & 0o077).toBe(0)
    expect(readdirSync(join(folder, `new-${format}`))).toEqual(['report'])
  })

  it.each([
    ['a folder', folder, 'it is a folder'],
    ['nothing', '', /it (has no name|is no ordinary file)/],
    ['a device', '/dev/null', 'it is no ordinary file'],
    ['in a folder that cannot be made', '/proc/nowhere/report', 'ENOENT'],
    ['endless', join(folder, 'a'.repeat(5_000)), 'ENAMETOOLONG'],
  ])('is refused before the work begins where its file is %s', (_, file, why) => {
    expect(() => fileSinks(only(format, file))).toThrow(why)
  })
})

it.each(['json', 'junit', 'html'] as const)(
  'the %s of an earlier run is taken away when one begins: it would be read as this one’s',
  (format) => {
    const file = join(folder, `old-${format}`)
    writeFileSync(file, '{"outcome":"passed"}')
    fileSinks(only(format, file))
    expect(existsSync(file)).toBe(false)
  },
)

it('a summary is added to what a step of a job has written already, and together they are no more than GitHub shows', async () => {
  const file = join(folder, 'summary.md')
  writeFileSync(file, '# Before\n')
  await keep({ summary: file }, everyOutcome)
  await keep({ summary: file }, everyOutcome)
  const text = readFileSync(file, 'utf8')
  expect(text.startsWith('# Before\n')).toBe(true)
  expect(text.match(/^## FAILED/gm)).toHaveLength(2)
  writeFileSync(file, 'x'.repeat(1_048_576 - 1_500))
  await keep({ summary: file }, everyOutcome)
  expect(statSync(file).size).toBeLessThanOrEqual(1_048_576)
  expect(readFileSync(file, 'utf8')).toContain('items are cut')
})

it('a job has an annotation of what did not hold, each in its line', async () => {
  let written = ''
  const stream = { write: (text: string) => (written += text) } as unknown as NodeJS.WritableStream
  await annotationsSink(stream).close(everyOutcome, '')
  expect(written).toMatchInlineSnapshot(`
    "::error title=ledger_app can do more%2C or less%2C than the policy says::missing-privilege: public."a|table", unknown-session: somebody
    ::error title=app-answers is as it should be::Unexpected token '<', "<html>]]>�"
    ::warning title=no-denials is as it should be::the log is empty
    ::warning title=switch is as it should be::not taken: "the app answers" did not hold
    ::warning title=live is as it should be::a rehearsal has no router
    "
  `)
})
