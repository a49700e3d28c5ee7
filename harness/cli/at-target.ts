import type { Report, ReportItem } from '../report/report.ts'
import { type Environment, readConfig, resolveTarget } from '../target/target.ts'
import { UsageError } from '../target/usage-error.ts'
import { allowMutation } from './gates.ts'
import { onRehearsal } from './on-rehearsal.ts'
import type { Options } from './options.ts'
import type { Progress } from './progress.ts'
import { runCommand } from './run-command.ts'

/** What a command is, apart from what it was given. */
export interface TargetCommand {
  readonly name: string
  /** Whether it must be allowed at a live app. */
  readonly mutates: boolean
  /** Whether its rehearsal begins with the runbook carried out already. */
  readonly afterProvisioning: boolean
  /** Whether its work starts rehearsal platforms of its own, as many as it needs. */
  readonly startsPlatforms?: boolean
}

/** The work of a command on one app; `process.env` is by then the shell that reaches it. */
export type TargetWork = (
  environment: Environment,
  progress: Progress,
  signal: AbortSignal,
) => Promise<readonly ReportItem[]>

/**
 * Runs a command where it was asked for, on a rehearsal platform of its own or on a live app behind its gate, and
 * returns its report. @throws UsageError for options that do not go together.
 */
export async function atTarget(command: TargetCommand, options: Options, work: TargetWork): Promise<Report> {
  const { env, postgres, dryRun = false } = options
  if (env !== 'rehearsal' && postgres) {
    throw new UsageError(
      `--postgres '${postgres}' is for --env rehearsal: ${env} has its own. See README.md, "Commands".`,
    )
  }
  const environment = env === 'rehearsal' ? 'staging' : env
  const live = env === 'rehearsal' ? undefined : resolveTarget(env, process.env)
  return runCommand({
    suite: command.name,
    env,
    app: readConfig().apps[environment].app,
    jsonFile: options.json,
    async work(progress, signal) {
      if (live && command.mutates && !dryRun) allowMutation(live, process.env)
      const begin = (): Promise<readonly ReportItem[]> => work(environment, progress, signal)
      if (live || command.startsPlatforms) return begin()
      const { afterProvisioning: provisioned } = command
      return onRehearsal({ postgres: postgres ?? 'embedded', provisioned, signal }, begin)
    },
  })
}
