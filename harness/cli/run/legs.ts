import type { Phase } from '../../config/policy.ts'
import type { Environment } from '../../config/subject.ts'

/** A stretch of the runbook, walked on one app: a failed step in it stops what comes after it in this stretch. */
export interface Leg {
  readonly title: string
  readonly environment: Environment
  /** Patterns of spec files, from the project's root. */
  readonly files: readonly string[]
  readonly expectedPhase: Phase
}

/** Every spec of some suites. */
export function specsOf(...suites: readonly string[]): string[] {
  return suites.map((suite) => `specs/${suite}/**/*.spec.ts`)
}

/** The whole runbook in the source's order. Prod is walked only where the leg before it held. */
export const rehearsalLegs: readonly Leg[] = [
  {
    title: 'Staging: preconditions, Steps 1 to 6, verification',
    environment: 'staging',
    files: specsOf('preconditions', 'provision', 'verify'),
    expectedPhase: 'soaking',
  },
  {
    title: 'Prod: preconditions, Steps 1 to 6, verification',
    environment: 'prod',
    files: specsOf('preconditions', 'provision', 'verify'),
    expectedPhase: 'cut-over',
  },
  {
    title: 'Prod: rollback and re-enable',
    environment: 'prod',
    files: specsOf('recovery'),
    expectedPhase: 'cut-over',
  },
]
