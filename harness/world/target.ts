import type { Subject } from '../config/subject.ts'
import { UsageError } from '../config/usage-error.ts'
import { untrustedHost } from '../heroku/environment.ts'

/** Where the parts of an app are to be found from this shell. */
export interface Target {
  /** The shell that reaches it: the operator's own, or the one a rehearsal platform asks for. */
  readonly env: NodeJS.ProcessEnv
  /** The `heroku` to run. */
  readonly herokuBin: string
  readonly healthUrl: string | undefined
  readonly smoke: { readonly command: readonly string[]; readonly folder: string } | undefined
}

/**
 * Returns where the parts of the app are, from the configuration and the RUNBOOK_ variables of the shell.
 * @throws UsageError where HEROKU_HOST is one that the CLI would ignore.
 */
export function resolveTarget({ environment, live }: Subject, env: NodeJS.ProcessEnv): Target {
  const complaint = untrustedHost(env['HEROKU_HOST'])
  if (complaint)
    throw new UsageError(`${complaint}. Use http://127.0.0.1:PORT or unset it. See docs/rehearsal.md.`)
  // Where Heroku itself is another host, the configured places of the live app are not this app's: never mix two worlds.
  const elsewhere = env['HEROKU_HOST'] !== undefined
  const folder = env['RUNBOOK_RAPTOR_DIR'] ?? (elsewhere ? undefined : live.raptorDir)
  return {
    env,
    herokuBin: env['RUNBOOK_HEROKU'] ?? 'heroku',
    healthUrl:
      env[healthUrlVariable(environment)] ??
      env['RUNBOOK_HEALTH_URL'] ??
      (elsewhere ? undefined : live.healthUrl),
    smoke: folder && live.smoke ? { command: live.smoke, folder } : undefined,
  }
}

/** The variable that says where the app of this environment answers: `RUNBOOK_HEALTH_URL_STAGING`, `…_EU_WEST`. */
export function healthUrlVariable(environment: string): string {
  return `RUNBOOK_HEALTH_URL_${environment.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`
}
