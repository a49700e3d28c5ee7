import { loadConfig } from '../../config/load.ts'
import { type Subject, subjectOf } from '../../config/subject.ts'
import { UsageError } from '../../config/usage-error.ts'
import type { Progress } from '../../report/progress.ts'
import type { Report, ReportItem } from '../../report/report.ts'
import { allowMutation } from '../../world/gates.ts'
import { resolveTarget } from '../../world/target.ts'
import type { Options } from '../options.ts'
import { onRehearsal } from './on-rehearsal.ts'
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
  subject: Subject,
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
  const subject = subjectOf(loadConfig(), env === 'rehearsal' ? 'staging' : env)
  const isLive = env !== 'rehearsal'
  // What is wrong with the shell is said before anything begins.
  if (isLive) resolveTarget(subject, process.env)
  return runCommand({
    suite: command.name,
    env,
    app: subject.app,
    jsonFile: options.json,
    async work(progress, signal) {
      if (isLive && command.mutates && !dryRun) allowMutation(subject, process.env)
      const begin = (): Promise<readonly ReportItem[]> => work(subject, progress, signal)
      if (isLive || command.startsPlatforms) return begin()
      const { afterProvisioning: provisioned } = command
      return onRehearsal({ postgres: postgres ?? 'embedded', provisioned, signal }, begin)
    },
  })
}
