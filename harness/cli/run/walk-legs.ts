import { loadConfig } from '../../config/load.ts'
import { subjectOf } from '../../config/subject.ts'
import type { Progress } from '../../report/progress.ts'
import type { ReportItem } from '../../report/report.ts'
import { outcomeOf } from '../../report/report.ts'
import { runSuite } from '../../runner/run-suite.ts'
import type { Leg } from './legs.ts'

export interface WalkOptions {
  readonly dryRun: boolean
  /** Of the rehearsal platform, where failure modes are to be planted on it. */
  readonly readyFile?: string
  readonly progress: Progress
  readonly signal: AbortSignal
}

/**
 * Walks legs one after the other and returns the items of all, each with its app. A leg is walked only where every one
 * before it held; the items of one that is not walked are reported by name all the same.
 */
export async function walkLegs(
  legs: readonly Leg[],
  { dryRun, readyFile, progress, signal }: WalkOptions,
): Promise<ReportItem[]> {
  const config = loadConfig()
  const items: ReportItem[] = []
  let stoppedBy: string | undefined
  for (const leg of legs) {
    const subject = subjectOf(config, leg.environment)
    const { app } = subject
    progress.heading(`${leg.title}  (${app})`)
    const ofLeg = await runSuite({
      files: leg.files,
      settings: {
        subject,
        expectedPhase: leg.expectedPhase,
        dryRun,
        begunAt: Date.now(),
        ...(stoppedBy !== undefined && { stoppedBy }),
        ...(readyFile !== undefined && { readyFile }),
      },
      started: (title) => progress.started(title),
      ended: (item) => progress.ended(item),
      signal,
    })
    items.push(...ofLeg.map((item) => ({ ...item, app })))
    if (outcomeOf(ofLeg) !== 'passed') stoppedBy ??= leg.title
  }
  return items
}
