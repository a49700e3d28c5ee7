import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { z } from 'zod'
import { commandOf, type Row, type RowCommand } from './rows.ts'

const folder = join('reports', 'compatibility')

/** What a row came to: the items of its reports, and why there are none where a command gave no report. */
const result = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      outcome: z.enum(['passed', 'failed', 'not-run', 'inconclusive', 'needs-live']),
      required: z.boolean(),
      facts: z.record(z.string(), z.string()).default({}),
    }),
  ),
  /** The line that a command refused with (exit status 2): this machine does not have what the row asks for. */
  refusal: z.string().optional(),
  commit: z.string(),
  on: z.string(),
})
export type RowResult = z.output<typeof result>

const report = result.pick({ items: true, commit: true }).extend({ finishedAt: z.string() })

const fileOf = (row: Row): string => join(folder, `${row.id}.json`)

/**
 * Runs commands on a row, keeps what they came to under `reports/compatibility/`, and returns it. Throws where a command
 * ends without a report and without having refused.
 */
export async function runRow(row: Row, commands: readonly RowCommand[]): Promise<RowResult> {
  await mkdir(folder, { recursive: true })
  let all: RowResult = { items: [], commit: '', on: new Date().toISOString() }
  for (const name of commands) {
    const reportFile = join(folder, `${row.id}.${name}.report.json`)
    await rm(reportFile, { force: true })
    const { command, env } = commandOf(row, name, reportFile)
    const [file = '', ...options] = command
    const run = await execa(file, options, {
      env,
      reject: false,
      stdin: 'ignore',
      stdout: { file: join(folder, `${row.id}.${name}.log`) },
    })
    const text = await readFile(reportFile, 'utf8').catch(() => undefined)
    if (text === undefined) {
      const said = run.stderr.trim().split('\n').at(-1) ?? ''
      if (run.exitCode !== 2)
        throw new Error(`${name} on ${row.id} left no report: ${said || run.shortMessage}`)
      all = { ...all, refusal: said }
      break
    }
    const { items, commit, finishedAt } = report.parse(JSON.parse(text))
    all = { items: [...all.items, ...items], commit, on: finishedAt }
  }
  await writeFile(fileOf(row), `${JSON.stringify(all)}\n`)
  return all
}

/** What a row came to when it was last run, or undefined where it never was. */
export async function lastResult(row: Row): Promise<RowResult | undefined> {
  const text = await readFile(fileOf(row), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : result.parse(JSON.parse(text))
}
