import type { Subject } from '../config/subject.ts'
import type { Interval } from '../evidence/intervals.ts'
import type { Checkpoint } from '../journal/checkpoints.ts'
import type { ReportItem } from '../report/report.ts'
import type { Soak } from './soak.ts'

/** What `pnpm soak --json FILE` writes; its fields are a promise to other people's scripts. Times are Heroku's, ISO 8601. */
export interface SoakReport {
  readonly env: string
  readonly app: string
  /** Null where no soak is under way. */
  readonly since: string | null
  readonly why: string
  readonly hours: number
  readonly coveredHours: number
  readonly outcome: Soak['outcome']
  /** What keeps it from being clean, in words. */
  readonly reasons: readonly string[]
  readonly missing: readonly { readonly what: string; readonly from: string; readonly to: string }[]
  readonly due: { readonly hours: number; readonly at: string } | null
  /** The SHA-256 of the journal's line with which it was clean first. */
  readonly evidence: string | null
  readonly checkpoints: readonly Checkpoint[]
}

/** The soak by its hours, as an item of a report has it; nothing where none is under way. */
export function hoursOfSoak(
  { since, hours, covered, missing, checkpoints }: Soak,
  now: Date,
): ReportItem['soak'] {
  if (!since) return undefined
  return {
    since: since.toISOString(),
    now: now.toISOString(),
    hours,
    covered: covered.map(spanOf),
    missing: missing.map((gap) => ({ ...spanOf(gap), what: gap.what })),
    checkpoints: checkpoints.map(({ herokuAt }) => herokuAt),
  }
}

const spanOf = ({ from, to }: Interval): { from: string; to: string } => ({
  from: from.toISOString(),
  to: to.toISOString(),
})

export function soakReport(
  { environment, app }: Pick<Subject, 'environment' | 'app'>,
  soak: Soak,
): SoakReport {
  const { since, why, hours, coveredHours, outcome, reasons, missing, due, evidence, checkpoints } = soak
  return {
    env: environment,
    app,
    since: since?.toISOString() ?? null,
    why,
    hours,
    coveredHours: Math.round(coveredHours * 100) / 100,
    outcome,
    reasons,
    missing: missing.map((gap) => ({ what: gap.what, ...spanOf(gap) })),
    due: due ? { hours: due.hours, at: due.at.toISOString() } : null,
    evidence: evidence ?? null,
    checkpoints,
  }
}
