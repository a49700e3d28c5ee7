import type { Report } from '../../report/report.ts'
import { type SuiteCommand, suiteNamed } from '../../runner/suites.ts'
import type { Options } from '../options.ts'
import { atTarget } from '../run/at-target.ts'
import { walkReadingAhead } from '../run/walk-reading-ahead.ts'

/** Runs the suites of a command where it was asked for and returns their report. @throws UsageError as {@link atTarget}. */
export function runSuiteCommand({ name, title, suites }: SuiteCommand, options: Options): Promise<Report> {
  const all = suites.map(suiteNamed)
  const provisioned = all.every(({ begins }) => begins === 'provisioned')
  const command = {
    name,
    gated: all.some(({ acts }) => acts),
    rehearsal: provisioned ? 'provisioned' : 'before-provisioning',
  } as const
  return atTarget(command, options, async (situation) => {
    const expectedPhase = options.phase ?? 'soaking'
    const { environment } = situation.subject
    const leg = { title, environment, suites, expectedPhase, logSince: options.logSince }
    await walkReadingAhead(name, [leg], options.dryRun ? 'plan' : 'act', situation)
  })
}
