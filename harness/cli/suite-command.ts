import type { Report } from '../report/report.ts'
import { atTarget } from './at-target.ts'
import { specsOf } from './legs.ts'
import type { Options } from './options.ts'
import type { SuiteCommand } from './suite-commands.ts'
import { walkLegs } from './walk-legs.ts'

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
