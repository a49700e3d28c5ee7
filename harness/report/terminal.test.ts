import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import type { ReportItem } from './report.ts'
import { itemLines } from './terminal.ts'

const finding = {
  code: 'unknown-session',
  object: 'x',
  expected: 'a',
  found: 'b',
  consequence: 'c',
  help: 'd',
}
const head = (changes: Partial<ReportItem>): string =>
  stripVTControlCharacters(
    itemLines(
      {
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
      },
      new Map(),
    )[0] ?? '',
  )

it('says of a failed item what was found, in the words of its symptom, and of any other what was asserted', () => {
  expect(head({})).toContain('FAILED Somebody is connected')
  expect(head({ outcome: 'passed', findings: [] })).toContain(' Nobody is connected')
  expect(head({ outcome: 'inconclusive', findings: [] })).toContain('INCONCLUSIVE Nobody is connected')
  // An error on the way: nobody was found.
  expect(head({ findings: [], reason: 'Unexpected' })).toContain('FAILED Nobody is connected')
})
