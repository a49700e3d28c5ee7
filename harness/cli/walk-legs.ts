import type { ReportItem } from '../report/report.ts'
import { outcomeOf } from '../report/report.ts'
import { readConfig } from '../target/target.ts'
import type { Leg } from './legs.ts'
import type { Progress } from './progress.ts'
import { runSuite } from './run-suite.ts'

/**
 * Walks legs one after the other and returns the items of all, each with its app. A leg is walked only where every one
 * before it held; the items of one that is not walked are reported by name all the same.
 */
export async function walkLegs(
  legs: readonly Leg[],
  { dryRun, progress, signal }: { dryRun: boolean; progress: Progress; signal: AbortSignal },
): Promise<ReportItem[]> {
  const { apps } = readConfig()
  const items: ReportItem[] = []
  let stoppedBy: string | undefined
  for (const leg of legs) {
    const { app } = apps[leg.environment]
    progress.heading(`${leg.title}  (${app})`)
    const ofLeg = await runSuite({
      files: leg.suites.map((suite) => `specs/${suite}/**/*.spec.ts`),
      settings: {
        environment: leg.environment,
        expectedPhase: leg.expectedPhase,
        dryRun,
        ...(stoppedBy !== undefined && { stoppedBy }),
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
