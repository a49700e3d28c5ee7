import type { Report } from '../report/report.ts'
import { atTarget, type TargetCommand } from './at-target.ts'
import { specsOf } from './legs.ts'
import type { Options } from './options.ts'
import { walkLegs } from './walk-legs.ts'

/** A suite of the runbook that can be run by itself, on the rehearsal platform or on a live app. */
export interface SuiteCommand extends TargetCommand {
  readonly title: string
  readonly suites: readonly string[]
}

export const suiteCommands: readonly SuiteCommand[] = [
  {
    name: 'preconditions',
    title: 'check what must be true before the first step',
    suites: ['preconditions'],
    mutates: false,
    afterProvisioning: false,
  },
  {
    name: 'provision',
    title: 'check the preconditions, then carry out Steps 1 to 6',
    suites: ['preconditions', 'provision'],
    mutates: true,
    afterProvisioning: false,
  },
  {
    name: 'verify',
    title: 'verify the app on its restricted role; changes nothing',
    suites: ['verify'],
    mutates: false,
    afterProvisioning: true,
  },
  {
    name: 'recovery',
    title: 'roll the app back to the owner, and forward again',
    suites: ['recovery'],
    mutates: true,
    afterProvisioning: true,
  },
]

/** Runs a suite where it was asked for and returns its report. @throws UsageError as {@link atTarget}. */
export function runSuiteCommand(command: SuiteCommand, options: Options): Promise<Report> {
  return atTarget(command, options, (environment, progress, signal) => {
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
