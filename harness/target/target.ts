import { z } from 'zod'
import { runbook } from '../../runbook.config.ts'
import { untrustedHost } from '../heroku/environment.ts'
import { configSchema } from './config.ts'
import { UsageError } from './usage-error.ts'

export const environments = ['staging', 'prod'] as const
export type Environment = (typeof environments)[number]

/** One app of the runbook and where its parts are to be found. */
export interface Target {
  readonly environment: Environment
  readonly app: string
  /** The `heroku` to run. */
  readonly herokuBin: string
  readonly healthUrl: string | undefined
  readonly smoke: { readonly command: readonly string[]; readonly folder: string } | undefined
}

/** The validated `runbook.config.ts`. @throws UsageError naming the field that is wrong. */
export function readConfig(): z.output<typeof configSchema> {
  const parsed = configSchema.safeParse(runbook)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(
    `runbook.config.ts: ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? 'not valid'}. See CONTRIBUTING.md, "Your own app".`,
  )
}

/**
 * Returns the target for an environment, from `runbook.config.ts` and the RUNBOOK_ variables of the shell.
 * @throws UsageError where HEROKU_HOST is one that the CLI would ignore.
 */
export function resolveTarget(environment: Environment, env: NodeJS.ProcessEnv): Target {
  const complaint = untrustedHost(env['HEROKU_HOST'])
  if (complaint)
    throw new UsageError(`${complaint}. Use http://127.0.0.1:PORT or unset it. See docs/rehearsal.md.`)
  const configured = readConfig().apps[environment]
  // Where Heroku itself is another host, the configured places of the live app are not this app's: never mix two worlds.
  const elsewhere = env['HEROKU_HOST'] !== undefined
  const folder = env['RUNBOOK_RAPTOR_DIR'] ?? (elsewhere ? undefined : configured.raptorDir)
  return {
    environment,
    app: configured.app,
    herokuBin: env['RUNBOOK_HEROKU'] ?? 'heroku',
    healthUrl:
      env[`RUNBOOK_HEALTH_URL_${environment.toUpperCase()}`] ??
      env['RUNBOOK_HEALTH_URL'] ??
      (elsewhere ? undefined : configured.healthUrl),
    smoke: folder && configured.smoke ? { command: configured.smoke, folder } : undefined,
  }
}
