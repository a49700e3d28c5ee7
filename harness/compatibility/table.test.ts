import { expect, test } from 'vitest'
import type { Cell } from './cell.ts'
import { rows, suites } from './rows.ts'
import { compatibilityTable } from './table.ts'

const cell: Cell = {
  outcome: 'passed',
  passed: 12,
  total: 12,
  postgres: '15.20',
  node: '20.20.2',
  commit: '0123456789',
  on: '2026-01-02T03:04:05.000Z',
}

/** The table's line of the container, where its suite `verify` came to this. */
function lineWith(verify: Cell | undefined): string[] {
  const text = compatibilityTable((row, suite) =>
    row.base === 'container' && suite === 'verify' ? verify : undefined,
  )
  const line = text.split('\n').find((candidate) => candidate.startsWith('| container')) ?? ''
  return [line, ...text.split('\n').filter((candidate) => candidate.startsWith('['))]
}

test('has a line for every row and a column for every suite', () => {
  const lines = compatibilityTable(() => cell)
    .split('\n')
    .filter((line) => line.startsWith('| '))
  expect(lines).toHaveLength(rows.length + 1)
  expect(lines[0]).toBe(`| Base | Postgres | Node | ${suites.join(' | ')} |`)
  expect(lines[1]).toBe(`| embedded | 15.20 | 20.20.2 | ${suites.map(() => 'passed, 12').join(' | ')} |`)
})

test('what was not run is not run, with the reason', () => {
  const [line, ...notes] = lineWith({ ...cell, outcome: 'not-run', passed: 0, total: 0, reason: 'no engine' })
  expect(line).toContain('| not run [2] |')
  expect(line).not.toContain('passed')
  expect(notes).toEqual(['[1] not asked for on this machine\\', '[2] no engine'])
})

test('what failed says how much of it did, and the first item that did not hold', () => {
  const [line, ...notes] = lineWith({
    ...cell,
    outcome: 'failed',
    passed: 11,
    reason: 'failed: The app answers',
  })
  expect(line).toContain('| **failed**, 11 of 12 [2] |')
  expect(notes.at(-1)).toBe('[2] failed: The app answers')
})

test('a pass with items that were not carried out says so', () => {
  const [line] = lineWith({ ...cell, passed: 11, reason: 'needs-live: The smoke suite' })
  expect(line).toContain('| passed, 11 of 12 [2] |')
})
