import type { Report } from '../../report/report.ts'
import type { SuiteCommand } from '../../runner/suites.ts'
import type { Options } from '../options.ts'
import { atTarget } from '../run/at-target.ts'
import { specsOf } from '../run/legs.ts'
import { walkLegs } from '../run/walk-legs.ts'

/** Runs a suite where it was asked for and returns its report. @throws UsageError as {@link atTarget}. */
export function runSuiteCommand(command: SuiteCommand, options: Options): Promise<Report> {
  return atTarget(command, options, ({ environment }, progress, signal) => {
    const { title, suites } = command
    const leg = {
      title,
      environment,
      files: specsOf(...suites),
      expectedPhase: options.phase ?? 'soaking',
    } as const
    return walkLegs([leg], { dryRun: options.dryRun ?? false, progress, signal })
  })
}
