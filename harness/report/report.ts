import type { Finding } from '../evidence/finding.ts'
import type { RefutedClaim } from '../runbook/item.ts'
import type { Outcome } from '../runbook/outcome.ts'

/** One item of a run, as the JSON report has it. */
export interface ReportItem extends RefutedClaim {
  /** The suite and, in it, the item's own id: `verify/privileges`. */
  readonly id: string
  readonly app?: string
  readonly title: string
  readonly kind: 'step' | 'check'
  readonly outcome: Outcome
  /** A run with a required item that was not carried out is not a pass. */
  readonly required: boolean
  readonly reason?: string
  readonly source?: string
  readonly why?: string
  /** What is wrong where it failed, in the words of its symptom. */
  readonly symptom?: string
  readonly notes: readonly string[]
  /** What the item read that a program may want, by name. */
  readonly facts?: Readonly<Record<string, string>>
  readonly durationMs: number
  readonly herokuCalls: number
  readonly findings: readonly Finding[]
}

/** The end of a journal: its file, how many lines it had, and the SHA-256 of the last. */
export interface JournalHead {
  readonly file: string
  readonly lines: number
  readonly head: string
}

export type RunOutcome = 'passed' | 'failed' | 'inconclusive' | 'refused'

/** What `--json FILE` and `reports/` hold; its fields are a promise to other people's scripts. */
export interface Report {
  readonly suite: string
  readonly env: string
  readonly app: string
  readonly startedAt: string
  readonly finishedAt: string
  readonly outcome: RunOutcome
  readonly exitStatus: number
  readonly commit: string
  readonly reason?: string
  /** The last line that the run wrote in the journal of its app: whoever has the report can tell whether the file has it still. */
  readonly journal?: JournalHead
  readonly items: readonly ReportItem[]
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
