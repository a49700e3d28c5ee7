import type { Runbook } from '../../config/load.ts'
import type { Phase } from '../../config/policy.ts'
import { environmentsOf } from '../../config/subject.ts'
import { sentence } from '../../evidence/sentence.ts'
import type { SuiteName } from '../../runner/suites.ts'

/** A stretch of the runbook, walked on one app: a failed step in it stops what comes after it in this stretch. */
export interface Leg {
  readonly title: string
  readonly environment: string
  readonly suites: readonly SuiteName[]
  /** Only these spec files of theirs, from the project's root. */
  readonly files?: readonly string[]
  readonly expectedPhase: Phase
  /** From when denials in the log count, where the operator says so. */
  readonly logSince?: string | undefined
}

/**
 * The whole runbook in the source's order, through the environments in the configuration's, with the rollback at the last.
 * One is walked only where the leg before it held.
 */
export function rehearsalLegs(config: Runbook): readonly Leg[] {
  const all = environmentsOf(config).map((environment) => {
    const isCutOver = config.environments[environment]?.after !== undefined
    return { environment, expectedPhase: isCutOver ? 'cut-over' : 'soaking' } as const
  })
  return [
    ...all.map((at) => ({
      ...at,
      title: `${sentence(at.environment)}: preconditions, Steps 1 to 6, verification`,
      suites: ['preconditions', 'provision', 'verify'] as const,
    })),
    ...all.slice(-1).map((at) => ({
      ...at,
      title: `${sentence(at.environment)}: rollback and re-enable`,
      suites: ['recovery'] as const,
    })),
  ]
}
