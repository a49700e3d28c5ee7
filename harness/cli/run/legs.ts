import type { Phase } from '../../config/policy.ts'
import type { Environment } from '../../config/subject.ts'
import type { SuiteName } from '../../runner/suites.ts'

/** A stretch of the runbook, walked on one app: a failed step in it stops what comes after it in this stretch. */
export interface Leg {
  readonly title: string
  readonly environment: Environment
  readonly suites: readonly SuiteName[]
  /** Only these spec files of theirs, from the project's root. */
  readonly files?: readonly string[]
  readonly expectedPhase: Phase
  /** From when denials in the log count, where the operator says so. */
  readonly logSince?: string | undefined
}

/** The whole runbook in the source's order. Prod is walked only where the leg before it held. */
export const rehearsalLegs: readonly Leg[] = [
  {
    title: 'Staging: preconditions, Steps 1 to 6, verification',
    environment: 'staging',
    suites: ['preconditions', 'provision', 'verify'],
    expectedPhase: 'soaking',
  },
  {
    title: 'Prod: preconditions, Steps 1 to 6, verification',
    environment: 'prod',
    suites: ['preconditions', 'provision', 'verify'],
    expectedPhase: 'cut-over',
  },
  {
    title: 'Prod: rollback and re-enable',
    environment: 'prod',
    suites: ['recovery'],
    expectedPhase: 'cut-over',
  },
]
