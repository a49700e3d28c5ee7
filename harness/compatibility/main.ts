import { writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { lastCell, runCell } from './cell.ts'
import { type Row, rows, type Suite, suites } from './rows.ts'
import { compatibilityTable } from './table.ts'

const { row: wantedRows, suite: wantedSuites } = new Command('pnpm compatibility')
  .description('Runs the suites on every Postgres and Node there is, and writes docs/compatibility.md.')
  .addOption(
    new Option('--row <row...>', 'only these rows')
      .choices(rows.map(({ id }) => id))
      .default(rows.map(({ id }) => id)),
  )
  .addOption(new Option('--suite <suite...>', 'only these suites').choices(suites).default([...suites]))
  .parse()
  .opts<{ row: string[]; suite: Suite[] }>()

let failed = false
for (const row of rows.filter(({ id }) => wantedRows.includes(id))) {
  for (const suite of wantedSuites) {
    const { outcome, passed, total, reason } = await runCell(row, suite)
    failed ||= outcome === 'failed'
    console.log(
      `${row.id} ${suite}: ${outcome}, ${passed} of ${total}${reason === undefined ? '' : `, ${reason}`}`,
    )
  }
}

const cells = new Map<string, Awaited<ReturnType<typeof lastCell>>>()
const key = (row: Row, suite: Suite): string => `${row.id} ${suite}`
for (const row of rows) for (const suite of suites) cells.set(key(row, suite), await lastCell(row, suite))
const table = compatibilityTable((row, suite) => cells.get(key(row, suite)))
await writeFile('docs/compatibility.md', table)
process.exitCode = failed ? 1 : 0
