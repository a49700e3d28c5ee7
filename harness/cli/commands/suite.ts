import type { Report } from '../../report/report.ts'
import { type SuiteCommand, suiteNamed } from '../../runner/suites.ts'
import type { Options } from '../options.ts'
import { atTarget } from '../run/at-target.ts'
import { readsAheadOf } from '../run/reads-ahead.ts'

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
    const { subject, place, emit, signal } = situation
    const expectedPhase = options.phase ?? 'soaking'
    const { logSince } = options
    const leg = { title, environment: subject.environment, suites, expectedPhase, logSince }
    const ahead = readsAheadOf(name, situation)
    try {
      // Vitest is a second to load: Heroku is asked meanwhile.
      const { walkLegs } = await import('../run/walk-legs.ts')
      const readAhead = ahead?.channel
      await walkLegs([leg], { permit: options.dryRun ? 'plan' : 'act', place, readAhead, emit, signal })
    } finally {
      ahead?.end()
    }
  })
}
