import { accessSync, constants, statSync } from 'node:fs'
import { healthUrlForm, wrongInHealthUrl } from '../config/health-url.ts'
import type { Subject } from '../config/subject.ts'
import { UsageError } from '../config/usage-error.ts'
import { untrustedHost } from '../heroku/environment.ts'
import { mask } from '../secrets/mask.ts'

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
 * @throws UsageError where HEROKU_HOST is one that the CLI would ignore, RUNBOOK_HEROKU is no program, or a health URL is none.
 */
export function resolveTarget(subject: Subject, env: NodeJS.ProcessEnv): Target {
  const { live } = subject
  const complaint = untrustedHost(env['HEROKU_HOST'])
  if (complaint)
    throw new UsageError(`${complaint}. Use http://127.0.0.1:PORT or unset it. See docs/rehearsal.md.`)
  // Where Heroku itself is another host, the configured places of the live app are not this app's: never mix two worlds.
  const elsewhere = env['HEROKU_HOST'] !== undefined
  const herokuBin = env['RUNBOOK_HEROKU']
  if (herokuBin?.includes('/') && !isProgram(herokuBin))
    throw new UsageError(
      `RUNBOOK_HEROKU is '${herokuBin}', which is no program: give the path of the Heroku CLI, or unset it to have the one on PATH. See README.md, "Commands".`,
    )
  // The second name is the one that the first interface gave it.
  const named = env['RUNBOOK_APP_DIR'] ?? env['RUNBOOK_RAPTOR_DIR']
  const folder = named ?? (elsewhere ? undefined : live.appDir)
  return {
    env,
    herokuBin: herokuBin ?? 'heroku',
    healthUrl: firstUrlIn(env, healthUrlVariables(subject)) ?? (elsewhere ? undefined : live.healthUrl),
    smoke: folder && live.smoke ? { command: live.smoke, folder } : undefined,
  }
}

function firstUrlIn(env: NodeJS.ProcessEnv, names: readonly string[]): string | undefined {
  for (const name of names) {
    const url = urlIn(env, name)
    if (url !== undefined) return url
  }
  return undefined
}

function urlIn(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name]
  if (!value) return undefined
  const wrong = wrongInHealthUrl(value)
  if (wrong === undefined) return value
  const withheld = wrong === 'is no URL' ? `'${mask(value)}', which ` : 'a value that '
  throw new UsageError(
    `${name} is ${withheld}${wrong}: expected ${healthUrlForm}. See README.md, "Commands".`,
  )
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** The variable that says where the app of this environment answers: `RUNBOOK_HEALTH_URL_STAGING`, `…_EU_WEST`. */
export function healthUrlVariable(environment: string): string {
  return `RUNBOOK_HEALTH_URL_${environment.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`
}

/**
 * The variables that say where an app answers, the first that is set first. One that names no environment is not taken for that of
 * an app that waits for another: left in a shell from staging, it would have staging answer for prod.
 */
export function healthUrlVariables({
  environment,
  waitsFor,
}: Pick<Subject, 'environment' | 'waitsFor'>): readonly [string, ...string[]] {
  const own = healthUrlVariable(environment)
  return waitsFor.soakOf === undefined && !waitsFor.signOff ? [own, 'RUNBOOK_HEALTH_URL'] : [own]
}
