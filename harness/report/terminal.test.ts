import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import type { ReportItem } from './report.ts'
import { countLines, itemLines } from './terminal.ts'

const finding = {
  code: 'unknown-session',
  object: 'x',
  expected: 'a',
  found: 'b',
  consequence: 'c',
  help: 'd',
}
const item = (changes: Partial<ReportItem>): ReportItem => ({
  id: 'verify/nobody-else',
  title: 'Nobody is connected',
  symptom: 'Somebody is connected',
  kind: 'check',
  outcome: 'failed',
  required: true,
  notes: [],
  durationMs: 1,
  herokuCalls: 0,
  findings: [finding],
  ...changes,
})
const head = (changes: Partial<ReportItem>): string =>
  stripVTControlCharacters(itemLines(item(changes), new Map())[0] ?? '')

it('says of a failed item what was found, in the words of its symptom, and of any other what was asserted', () => {
  expect(head({})).toContain('FAILED Somebody is connected')
  expect(head({ outcome: 'passed', findings: [] })).toContain(' Nobody is connected')
  expect(head({ outcome: 'inconclusive', findings: [] })).toContain('INCONCLUSIVE Nobody is connected')
  // An error on the way: nobody was found.
  expect(head({ findings: [], reason: 'Unexpected' })).toContain('FAILED Nobody is connected')
})

it('names at the end what failed and what was not carried out, so that nobody has to look for it above', () => {
  const lines = countLines('failed', [
    item({ outcome: 'not-run', findings: [], reason: 'no app\nand more' }),
    item({ outcome: 'passed', findings: [] }),
    item({ findings: [], reason: 'Unexpected\n  at x' }),
    item({}),
  ])
  expect(lines.map(stripVTControlCharacters)).toEqual([
    '',
    'FAILED  1 passed, 2 failed, 0 inconclusive, 1 not run',
    '  ✗ FAILED Nobody is connected: Unexpected',
    '  ✗ FAILED Somebody is connected: unknown-session: x',
    '  – NOT RUN Nobody is connected: no app',
  ])
})
