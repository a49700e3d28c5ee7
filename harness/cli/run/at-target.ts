import { loadConfig } from '../../config/load.ts'
import type { Runbook } from '../../config/schema.ts'
import { environmentsOf, roleNamed, rolesNamed, subjectOf } from '../../config/subject.ts'
import { oneOf, UsageError } from '../../config/usage-error.ts'
import type { Report } from '../../report/report.ts'
import { allowMutation } from '../../world/gates.ts'
import { resolveTarget } from '../../world/target.ts'
import { type Options, reportFilesOf } from '../options.ts'
import { askForName } from './gates/ask-for-name.ts'
import { mustBeReady } from './gates/must-be-signed.ts'
import { takingOver, underLock } from './gates/under-lock.ts'
import { forEachRole } from './legs/for-each-role.ts'
import { roleIn } from './legs/legs.ts'
import { onRehearsal } from './on-rehearsal.ts'
import { runCommand } from './run-command.ts'
import type { Situation, TargetCommand } from './situation.ts'

/**
 * Runs a command where it was asked for, on a rehearsal platform of its own or on a live app behind its gate, and
 * returns its report. @throws UsageError for options that do not go together.
 */
export async function atTarget(
  command: TargetCommand,
  options: Options,
  work: (situation: Situation) => Promise<void>,
): Promise<Report> {
  const { postgres = 'embedded', profile = 'rds', dryRun = false } = options
  const config = await loadConfig()
  const env = oneOf('--env', options.env, ['rehearsal', ...environmentsOf(config)])
  const isLive = env !== 'rehearsal'
  for (const [option, value] of Object.entries({ postgres: options.postgres, profile: options.profile })) {
    if (!isLive || value === undefined) continue
    throw new UsageError(
      `--${option} '${value}' is for --env rehearsal: ${env} has its own. See README.md, "Commands".`,
    )
  }
  const [subject, ...others] = rolesAt(command, config, { isLive, role: options.role }).map((role) =>
    subjectOf(config, isLive ? env : undefined, role),
  )
  if (!subject) throw new Error('the configuration has no role')
  const workOnEach = forEachRole([subject, ...others], work)
  // What is wrong with the shell is said before anything begins.
  if (isLive) resolveTarget(subject, process.env)
  return runCommand({
    suite: command.name,
    env,
    app: subject.app,
    ...(others.length === 0 && roleIn(subject)),
    files: reportFilesOf(options),
    ...(isLive &&
      !dryRun &&
      (command.gated || command.takesOver || command.keepsEvidence) && {
        journal: { app: subject.app, environment: env, goesOn: !command.gated },
      }),
    async work(emit, signal, journal) {
      if (isLive && command.gated && !dryRun)
        await allowMutation(
          subject,
          process.env,
          (app) => askForName(app, signal),
          () => mustBeReady(subject, signal),
        )
      const situation = { subject, env: process.env, journal, emit, signal }
      if (isLive) return atLiveApp(command, dryRun, { ...situation, place: { kind: 'live' } }, workOnEach)
      if (command.rehearsal === 'own')
        return workOnEach({ ...situation, place: { kind: 'per-file', postgres, profile } })
      const provisioned = command.rehearsal === 'provisioned'
      const environments = [subject.environment]
      return onRehearsal({ postgres, profile, environments, provisioned, signal }, emit, (rehearsal) =>
        workOnEach({
          ...situation,
          env: rehearsal.env,
          place: { kind: 'platform', readyFile: rehearsal.readyFile },
        }),
      )
    },
  })
}

/**
 * The roles that a command goes through: the named one, else all. What changes something is about one, and must be told which; a
 * failure mode is reproduced on the first, where it is not told.
 */
function rolesAt(
  command: TargetCommand,
  config: Runbook,
  { isLive, role }: { readonly isLive: boolean; readonly role: string | undefined },
): readonly string[] {
  if (command.gated) return [roleNamed(config, role)]
  const named = rolesNamed(config, role)
  return command.rehearsal === 'own' && !isLive ? named.slice(0, 1) : named
}

/** What only looks takes no lock; a rehearsal platform of a run's own is reached by nobody else. */
function atLiveApp(
  command: TargetCommand,
  dryRun: boolean,
  situation: Situation,
  work: (situation: Situation) => Promise<void>,
): Promise<void> {
  if (dryRun) return work(situation)
  if (command.takesOver) return takingOver(command, situation, work)
  return command.gated ? underLock(command, situation, work) : work(situation)
}
