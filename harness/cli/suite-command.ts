import type { ReportItem } from '../report/report.ts'
import { readConfig, resolveTarget } from '../target/target.ts'
import { UsageError } from '../target/usage-error.ts'
import { allowMutation } from './gates.ts'
import { onRehearsal } from './on-rehearsal.ts'
import type { Options } from './options.ts'
import { runCommand } from './run-command.ts'
import { walkLegs } from './walk-legs.ts'

/** A suite of the runbook that can be run by itself, on the rehearsal platform or on a live app. */
export interface SuiteCommand {
  readonly name: string
  readonly title: string
  readonly suites: readonly string[]
  readonly mutates: boolean
  /** Whether its rehearsal begins with the runbook carried out already. */
  readonly afterProvisioning: boolean
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

/**
 * Runs a suite where it was asked for and returns the exit status.
 * @throws UsageError for options that do not go together.
 */
export async function runSuiteCommand(command: SuiteCommand, options: Options): Promise<number> {
  const { env, postgres, dryRun = false } = options
  if (env !== 'rehearsal' && postgres) {
    throw new UsageError(
      `--postgres '${postgres}' is for --env rehearsal: ${env} has its own. See README.md, "Commands".`,
    )
  }
  const environment = env === 'rehearsal' ? 'staging' : env
  const live = env === 'rehearsal' ? undefined : resolveTarget(env, process.env)
  const leg = {
    title: command.title,
    environment,
    suites: command.suites,
    expectedPhase: options.phase ?? 'soaking',
  } as const
  return runCommand({
    suite: command.name,
    env,
    app: readConfig().apps[environment].app,
    jsonFile: options.json,
    async work(progress, signal): Promise<readonly ReportItem[]> {
      const walk = (): Promise<readonly ReportItem[]> => walkLegs([leg], { dryRun, progress, signal })
      if (live && command.mutates && !dryRun) allowMutation(live, process.env)
      if (live) return walk()
      return onRehearsal(
        { postgres: postgres ?? 'embedded', provisioned: command.afterProvisioning, signal },
        walk,
      )
    },
  })
}
