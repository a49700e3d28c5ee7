import { exitStatus, type JournalHead, outcomeOf, type Report, type ReportItem } from './report.ts'

/** What is known of a run when it has ended. */
export interface EndedRun {
  readonly suite: string
  readonly env: string
  readonly app: string
  /** The one role that it was about, where the app has several. */
  readonly role?: string | undefined
  readonly startedAt: Date
  /** Of the runbook's checkout. */
  readonly commit: string
  readonly items: readonly ReportItem[]
  /** Why a gate stayed shut; undefined where it opened. */
  readonly refusedBy?: string | undefined
  readonly journal?: JournalHead | undefined
  readonly interrupted?: boolean
}

/** Returns the report of a run that ends now. */
export function reportOf({
  role,
  startedAt,
  items,
  refusedBy,
  journal,
  interrupted = false,
  ...run
}: EndedRun): Report {
  const outcome = refusedBy === undefined ? outcomeOf(items) : 'refused'
  return {
    version: 1,
    suite: run.suite,
    env: run.env,
    app: run.app,
    ...(role !== undefined && { role }),
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    outcome,
    exitStatus: exitStatus[interrupted ? 'interrupted' : outcome],
    commit: run.commit,
    ...(refusedBy !== undefined && { reason: refusedBy }),
    ...(journal && { journal }),
    items,
  }
}
