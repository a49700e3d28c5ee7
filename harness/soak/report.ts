import type { Subject } from '../config/subject.ts'
import type { Checkpoint } from '../journal/checkpoints.ts'
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
    missing: missing.map(({ what, from, to }) => ({ what, from: from.toISOString(), to: to.toISOString() })),
    due: due ? { hours: due.hours, at: due.at.toISOString() } : null,
    evidence: evidence ?? null,
    checkpoints,
  }
}
