import type { TargetCommand } from '../cli/run/at-target.ts'

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
