import { CouldNotLook } from '../evidence/could-not-look.ts'
import type { Finding } from '../evidence/finding.ts'
import { Found } from '../evidence/found.ts'
import { NotRun } from '../evidence/not-run.ts'
import { HerokuCliError } from '../heroku/cli-error.ts'
import { mask } from '../secrets/mask.ts'

export type Outcome = 'passed' | 'failed' | 'not-run' | 'inconclusive' | 'needs-live'

/**
 * Returns what an error means for the item that threw it. 'Could not look' is neither a pass nor a failure: the CLI is
 * missing or not logged in, Heroku or Postgres does not answer, the log is empty. So is a read that Heroku refuses, in whatever
 * words; what a step does and Heroku refuses is held against what is seen afterwards, and comes here as what that was.
 */
export function judge(error: unknown): {
  outcome: 'failed' | 'inconclusive' | 'not-run'
  reason: string
  findings: readonly Finding[]
  /** Not carried out, as it should be. */
  expected: boolean
} {
  const reason = mask(error instanceof Error ? error.message : String(error))
  const findings = error instanceof Found ? error.findings : []
  if (error instanceof NotRun) return { outcome: 'not-run', reason, findings, expected: error.expected }
  const blind = error instanceof CouldNotLook || error instanceof HerokuCliError
  return { outcome: blind ? 'inconclusive' : 'failed', reason, findings, expected: false }
}
