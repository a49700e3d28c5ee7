import type { z } from 'zod'
import { reportSchema } from './report-schema.ts'

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T

/** What `--json FILE` and `reports/` hold; its fields are a promise to other people's scripts: `docs/report.schema.json`. */
export type Report = DeepReadonly<z.output<typeof reportSchema>>

/** One item of a run, as the report has it. */
export type ReportItem = Report['items'][number]

/** The end of a journal: its file, how many lines it had, and the SHA-256 of the last. */
export type JournalHead = NonNullable<Report['journal']>

export type RunOutcome = Report['outcome']

/** Reads a report, of this version or of one before it. @throws ZodError for what is none. */
export function readReport(text: string): Report {
  return reportSchema.parse(JSON.parse(text))
}

export const exitStatus = {
  passed: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  inconclusive: 4,
  interrupted: 130,
} as const

/** Whether an item is as it should be: one that is not required may be left out, but what was looked at must have held. */
export function holds({ outcome, required }: Pick<ReportItem, 'outcome' | 'required'>): boolean {
  return outcome === 'passed' || (!required && outcome !== 'inconclusive' && outcome !== 'failed')
}

/** Returns what a run amounts to. A run without items, or with a required one not carried out, never passes. */
export function outcomeOf(items: readonly ReportItem[]): RunOutcome {
  if (items.some(({ outcome }) => outcome === 'failed')) return 'failed'
  return items.length > 0 && items.every(holds) ? 'passed' : 'inconclusive'
}
