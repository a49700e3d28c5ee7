import { expect, test } from 'vitest'
import { columns, rows } from './rows.ts'
import type { RowResult } from './run-row.ts'
import { compatibilityTable } from './table.ts'

type Item = RowResult['items'][number]

const item = (id: string, more: Partial<Item> = {}): Item => ({
  id,
  title: `the title of ${id}`,
  outcome: 'passed',
  required: true,
  facts: {},
  ...more,
})

const result = (...items: Item[]): RowResult => ({
  items,
  commit: '0123456789',
  on: '2026-01-02T03:04:05.000Z',
})

/** The table's line of the container and the notes, where it came to this. */
function lineWith(container: RowResult | undefined): string[] {
  const text = compatibilityTable((row) => (row.base === 'container' ? container : undefined))
  const lines = text.split('\n')
  return [
    lines.find((line) => line.startsWith('| container')) ?? '',
    ...lines.filter((line) => line.startsWith('[')).map((line) => line.replace(/\\$/, '')),
  ]
}

test('has a line for every row and a column for every suite', () => {
  const lines = compatibilityTable(() => undefined)
    .split('\n')
    .filter((line) => line.startsWith('| '))
  expect(lines).toHaveLength(rows.length + 1)
  expect(lines[0]).toBe(`| Base | Postgres | Node | ${Object.keys(columns).join(' | ')} |`)
})

test('counts the items of a suite, and takes the versions from the facts of the run', () => {
  const [line] = lineWith(
    result(
      item('preconditions/database-answers', { facts: { postgres: '15.20' } }),
      item('preconditions/heroku-cli', { facts: { node: '20.20.2' } }),
      item('findings/f1/happens'),
      item('harness/cli/cli.test.ts: it'),
      item('fixtures/stand-in/stand-in.test.ts: it'),
    ),
  )
  expect(line).toBe(
    `| container | 15.20 | 20.20.2 | passed, 2 | passed, 2 |${' not run [1] |'.repeat(4)} passed, 1 | not run [1] |`,
  )
})

test('what was not run is not run, with the line it was refused with', () => {
  const [line, ...notes] = lineWith({ ...result(), refusal: 'no Docker engine answers' })
  expect(line).not.toContain('passed')
  expect(line).toContain('| not run [2] |')
  expect(notes).toEqual(['[1] not asked for', '[2] no Docker engine answers'])
})

test.for(['failed', 'inconclusive', 'not-run', 'needs-live'] as const)(
  'a required check that is %s makes its suite failed, and is named',
  (outcome) => {
    const [line, ...notes] = lineWith(
      result(item('verify/a'), item('verify/b', { outcome }), item('verify/c')),
    )
    expect(line).toMatch(/\| \*\*failed\*\*, 2 of 3 \[\d\] \|/)
    expect(notes).toContain(`[2] ${outcome}: the title of verify/b`)
  },
)

test('a check that is not required and could not be looked at is no pass', () => {
  const [line] = lineWith(
    result(item('verify/a'), item('verify/b', { outcome: 'inconclusive', required: false })),
  )
  expect(line).toMatch(/\| \*\*failed\*\*, 1 of 2 \[\d\] \|/)
})

test('a check that is not required and was not carried out is named beside a pass', () => {
  const left = item('verify/b', { outcome: 'not-run', required: false })
  const [line, ...notes] = lineWith(result(item('verify/a'), left))
  expect(line).toMatch(/\| passed, 1 of 2 \[\d\] \|/)
  expect(notes).toContain('[2] not-run: the title of verify/b')
})
