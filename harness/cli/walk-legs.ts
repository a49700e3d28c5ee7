import type { ReportItem } from '../report/report.ts'
import { outcomeOf } from '../report/report.ts'
import { readConfig } from '../target/target.ts'
import type { Leg } from './legs.ts'
import type { Progress } from './progress.ts'
import { runSuite } from './run-suite.ts'

/**
 * Walks legs one after the other and returns the items of all, each with its app. A leg is walked only where every one
 * before it held; one that is not walked is reported by name.
 */
export async function walkLegs(
  legs: readonly Leg[],
  { dryRun, progress, signal }: { dryRun: boolean; progress: Progress; signal: AbortSignal },
): Promise<ReportItem[]> {
  const { apps } = readConfig()
  const items: ReportItem[] = []
  for (const leg of legs) {
    const { app } = apps[leg.environment]
    progress.heading(`${leg.title}  (${app})`)
    if (items.length > 0 && outcomeOf(items) !== 'passed') {
      const skipped = notWalked(leg, app)
      progress.ended(skipped)
      items.push(skipped)
      continue
    }
    const { items: ofLeg } = await runSuite({
      suites: leg.suites,
      settings: { environment: leg.environment, expectedPhase: leg.expectedPhase, dryRun },
      started: progress.started,
      ended: progress.ended,
      signal,
    })
    items.push(...ofLeg.map((item) => ({ ...item, app })))
  }
  return items
}

function notWalked(leg: Leg, app: string): ReportItem {
  return {
    id: `${leg.environment}/${leg.suites.join('+')}`,
    app,
    title: leg.title,
    kind: 'step',
    required: true,
    outcome: 'not-run',
    reason: 'what comes before it did not hold',
    notes: [],
    durationMs: 0,
    herokuCalls: 0,
    findings: [],
  }
}
