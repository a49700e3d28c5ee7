import type { ConnectionUrl } from '../evidence/secret.ts'
import { HerokuApp } from '../heroku/app.ts'
import { displayed, type Heroku, herokuCli, herokuVersion } from '../heroku/cli.ts'
import { CliOutput } from '../heroku/output.ts'
import { Planting } from '../planting/planting.ts'
import { Postgres } from '../postgres/postgres.ts'
import type { Phase } from '../privileges/policy.ts'
import { RolePrivileges } from './role-privileges.ts'
import { readConfig, type Target } from './target.ts'

/** Everything a spec can look at or act upon: one app, as Heroku and Postgres have it. */
export interface World {
  readonly target: Target
  /** What the run expects: the phase the operator named, or the one that the suite is for. */
  readonly expectedPhase: Phase
  /** Runs a command of the real CLI, as the runbook has it; `-a <app>` is appended. */
  readonly heroku: Heroku
  /** What `heroku --version` says. */
  readonly herokuVersion: () => Promise<string>
  /** What Heroku says of the app. */
  readonly app: HerokuApp
  /** Postgres as the owner of the database. */
  readonly owner: Postgres
  /** Postgres as the app reaches it on the restricted role: through the configured URL. */
  readonly restricted: Postgres
  readonly privileges: RolePrivileges
  /** Brings failure modes about, on the rehearsal platform and nowhere else. */
  readonly rehearsal: Planting
  /** What a dry run would have run by now, masked; elsewhere empty. */
  readonly planned: readonly string[]
  close(): Promise<void>
}

export interface WorldOptions {
  readonly target: Target
  readonly expectedPhase: Phase
  /** Change nothing: commands are only noted, and the transaction on the privileges is rolled back. */
  readonly dryRun: boolean
  readonly readyFile?: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly signal: () => AbortSignal | undefined
  readonly onCall: (command: string, durationMs: number) => void
}

/** Opens nothing yet: each part is reached when a spec first asks for it. */
export function openWorld({
  target,
  expectedPhase,
  dryRun,
  env,
  signal,
  onCall,
  readyFile,
}: WorldOptions): World {
  const config = readConfig()
  const cli = herokuCli({ bin: target.herokuBin, app: target.app, env, signal, onCall })
  const app = new HerokuApp(target.app, cli)
  const acting: Heroku = async (...command) => {
    try {
      return await cli(...command)
    } finally {
      // Whatever was read before it may be different now.
      app.forget()
    }
  }
  const planned: string[] = []
  const plan: Heroku = (strings, ...values) => {
    planned.push(displayed(strings, values, target.app))
    return Promise.resolve(new CliOutput(''))
  }
  const urlIn = (name: string) => async (): Promise<ConnectionUrl> => {
    const url = (await app.configVars()).url(name)
    if (!url) throw new Error(`config var ${name} of ${target.app} holds no connection URL`)
    return url
  }
  const owner = new Postgres(urlIn(config.configVars.owner))
  const restricted = new Postgres(urlIn(config.configVars.restricted))
  return {
    target,
    expectedPhase,
    heroku: dryRun ? plan : acting,
    herokuVersion: () => herokuVersion(target.herokuBin, env),
    app,
    planned,
    rehearsal: new Planting({ readyFile, app: target.app, heroku: acting, env, changed: () => app.forget() }),
    owner,
    restricted,
    privileges: new RolePrivileges({
      owner,
      restricted,
      role: config.role,
      policy: config.privileges,
      phase: expectedPhase,
      dryRun,
    }),
    async close() {
      await Promise.all([owner.close(), restricted.close()])
    },
  }
}
