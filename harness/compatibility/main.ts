import { writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { holds } from '../report/report.ts'
import { type RowCommand, rows } from './rows.ts'
import { lastResult, type RowResult, runRow } from './run-row.ts'
import { compatibilityTable } from './table.ts'

const ids = rows.map(({ id }) => id)
const { row: wanted, specsOnly } = new Command('pnpm compatibility')
  .description('Runs pnpm test on every Postgres and Node there is, and writes docs/compatibility.md.')
  .addOption(new Option('--row <row...>', 'only these rows').choices(ids).default(ids))
  .option('--specs-only', "leave the harness's own tests out: a third of the time", false)
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()
  .opts<{ row: string[]; specsOnly: boolean }>()

const commands: readonly RowCommand[] = specsOnly ? ['rehearse', 'failure-modes'] : ['test']
let failed = false
for (const row of rows.filter(({ id }) => wanted.includes(id))) {
  const { items, refusal } = await runRow(row, commands)
  const wrong = items.filter((item) => !holds(item))
  failed ||= wrong.length > 0
  console.log(
    refusal === undefined
      ? `${row.id}: ${items.length - wrong.length} of ${items.length} held`
      : `${row.id}: NOT RUN, ${refusal}`,
  )
}

const results = new Map<string, RowResult | undefined>()
for (const row of rows) results.set(row.id, await lastResult(row))
await writeFile(
  'docs/compatibility.md',
  compatibilityTable(({ id }) => results.get(id)),
)
process.exitCode = failed ? 1 : 0
