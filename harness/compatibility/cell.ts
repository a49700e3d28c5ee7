import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { z } from 'zod'
import { commandOf, postgresOf, type Row, type Suite } from './rows.ts'

const folder = join('reports', 'compatibility')

/** What a suite came to on a row. */
const cell = z.object({
  outcome: z.enum(['passed', 'failed', 'not-run']),
  passed: z.number(),
  total: z.number(),
  /** Why it was not run, or the first item that did not hold. */
  reason: z.string().optional(),
  postgres: z.string(),
  node: z.string(),
  commit: z.string(),
  on: z.string(),
})
export type Cell = z.infer<typeof cell>

const report = z.object({
  outcome: z.string(),
  commit: z.string(),
  finishedAt: z.string(),
  items: z.array(z.object({ title: z.string(), outcome: z.string(), required: z.boolean().optional() })),
})

const fileOf = (row: Row, suite: Suite): string => join(folder, `${row.id}.${suite}.json`)

/** Runs a suite on a row, keeps what it came to under `reports/compatibility/`, and returns it. */
export async function runCell(row: Row, suite: Suite): Promise<Cell> {
  await mkdir(folder, { recursive: true })
  const reportFile = join(folder, `${row.id}.${suite}.report.json`)
  await rm(reportFile, { force: true })
  const { command, env } = commandOf(row, suite, reportFile)
  const [file = '', ...options] = command
  const run = await execa(file, options, { env, reject: false, stdin: 'ignore' })
  const about = { postgres: await postgresOf(row), node: row.node ?? process.versions.node }
  const result = { ...about, ...(await outcomeOf(reportFile, run)) }
  await writeFile(fileOf(row, suite), `${JSON.stringify(result, null, 2)}\n`)
  return result
}

/** What a suite came to on a row when it was last run, or undefined where it never was. */
export async function lastCell(row: Row, suite: Suite): Promise<Cell | undefined> {
  const text = await readFile(fileOf(row, suite), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : cell.parse(JSON.parse(text))
}

/** A run that was refused (exit 2) did not take place, and says why in a line; any other without a report has failed. */
async function outcomeOf(
  reportFile: string,
  { exitCode, stderr }: { exitCode?: number | undefined; stderr: string },
): Promise<Omit<Cell, 'postgres' | 'node'>> {
  const text = await readFile(reportFile, 'utf8').catch(() => undefined)
  if (text === undefined) {
    const said = stderr.split('\n').filter((line) => line.trim() !== '' && !/^\s+at |^npm warn/.test(line))
    const reason = (said.find((line) => /Error/.test(line)) ?? said.at(-1) ?? 'it said nothing').trim()
    const outcome = exitCode === 2 ? 'not-run' : 'failed'
    return { outcome, passed: 0, total: 0, reason, commit: '', on: new Date().toISOString() }
  }
  const { outcome, commit, finishedAt, items } = report.parse(JSON.parse(text))
  const wrong = items.find((item) => item.outcome !== 'passed')
  return {
    outcome: outcome === 'passed' ? 'passed' : 'failed',
    passed: items.filter((item) => item.outcome === 'passed').length,
    total: items.length,
    ...(wrong && { reason: `${wrong.outcome}: ${wrong.title}` }),
    commit,
    on: finishedAt,
  }
}
