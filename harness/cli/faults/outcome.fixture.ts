import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { holds } from '../../report/report.ts'
import type { CliRun } from '../testing/run-cli.ts'

/** How a command ended that met a fault. */
export interface Outcome {
  readonly exit: number
  /** The first thing that it said of it. */
  readonly said: string
  /** What it said is to be done. */
  readonly next: string
}

const outcomes = z.record(z.string(), z.object({ exit: z.number(), said: z.string(), next: z.string() }))

export const outcomesFile = fileURLToPath(new URL('outcomes.json', import.meta.url))

/** What came of each cell when it was last run, by its name. */
export const known = (): Record<string, Outcome> =>
  outcomes.parse(JSON.parse(readFileSync(outcomesFile, 'utf8')))

/** What tells somebody what to do: a line that names a command, or who is to be asked. */
const steps = [
  /[^\n]*\b(run this|run it|try) again\b[^\n]*/i,
  /[^\n]*\bescalate\b[^\n]*/i,
  /[^\n]*is for the operator[^\n]*/,
  /[^\n]*`?pnpm [a-z:]+ --env [a-z]+`?[^\n]*/,
]

export function outcomeOf({ exitCode = -1, report, output }: CliRun, varying: readonly string[]): Outcome {
  const missed = (report?.items ?? []).filter((item) => !holds(item) && item.outcome !== 'not-run')
  const texts = missed.flatMap(({ reason = '', findings }) => [
    reason,
    ...findings.flatMap(({ found, fix, help }) => [found, fix ?? '', help ?? '']),
  ])
  const all = [report?.reason ?? '', ...texts, ...(report ? [] : [output])].filter((text) => text !== '')
  const next = all.flatMap((text) => steps.flatMap((step) => step.exec(text)?.[0] ?? [])).at(0) ?? ''
  const plain = (text: string): string =>
    varying
      .reduce((left, word) => left.replaceAll(word, '…'), text)
      .replace(
        /\d{4}-\d\d-\d\dT[\d:.]+Z|\bsession \d+|(?<=transaction )\d+|127\.0\.0\.1:\d+|(?<=port )\d+|\bv\d+\b|\d+ ms|\S+@\S+/g,
        '…',
      )
      .trim()
  return { exit: exitCode, said: plain(all[0]?.split('\n')[0] ?? ''), next: plain(next) }
}
