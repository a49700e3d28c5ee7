import type { Phase } from '../config/policy.ts'
import type { Subject } from '../config/subject.ts'
import { Refusal } from '../evidence/refusal.ts'
import { HerokuApp } from '../heroku/app.ts'
import { displayed, type Heroku, herokuCli, herokuReads, type RunCommand } from '../heroku/cli.ts'
import type { Sessions } from '../heroku/cli-sessions.ts'
import { varsSetBy } from '../heroku/config-vars.ts'
import { CliOutput } from '../heroku/output.ts'
import { type JournalOfRun, recorded } from '../journal/run-journal.ts'
import { Postgres } from '../postgres/postgres.ts'
import type { ConnectionUrl } from '../secrets/secret.ts'
import { type Hold, mustBeHeld } from './app-lock.ts'
import type { MakeChange } from './make-change.ts'
import { ownerUrl } from './owner-url.ts'
import type { Permit } from './permit.ts'
import { RolePrivileges } from './role-privileges.ts'
import { resolveTarget, type Target } from './target.ts'

/** Everything a spec can look at or act upon: one app, as Heroku and Postgres have it. */
export interface World {
  /** Which app it is, and what the configuration says of it. */
  readonly subject: Subject
  /** Where its parts are to be found from here. */
  readonly target: Target
  /** What the run expects: the phase the operator named, or the one that the suite is for. */
  readonly expectedPhase: Phase
  /** From when denials in the log count, where the operator says so. */
  readonly logSince: Date | undefined
  /** The denial that the log is to bring back; none where none is asked for. */
  readonly proof: ProofToCome | undefined
  /** Runs a command of the real CLI, as the runbook has it; `-a <app>` is appended. */
  readonly heroku: Heroku
  /** What Heroku says of the app. */
  readonly app: HerokuApp
  /** Postgres as the owner of the database. */
  readonly owner: Postgres
  /** Postgres as the app reaches it on the restricted role: through the configured URL. */
  readonly restricted: Postgres
  readonly privileges: RolePrivileges
  /** Throws where another run has taken the app over from this one, or may have. @throws Error or CouldNotLook. */
  readonly mustBeAlone: () => Promise<void>
  /** What a dry run would have run by now, masked; elsewhere empty. */
  readonly planned: readonly string[]
  close(): Promise<void>
}

/** A denial that is asked for, so that the log is seen to show it. */
export interface ProofToCome {
  readonly nonce: string
  /** Whether it was asked for already, before the log was. */
  readonly isAskedFor: boolean
}

export interface WorldOptions {
  readonly subject: Subject
  readonly expectedPhase: Phase
  /** From when denials in the log count; since the flag was set where it is not said. */
  readonly logSince?: Date | undefined
  readonly proof?: ProofToCome | undefined
  readonly permit: Permit
  readonly env: NodeJS.ProcessEnv
  /** Held while this run changes the app; without it nobody else can reach the app, or it is never kept waiting. */
  readonly lock?: Hold | undefined
  /** Where each change of the app is written down, before and after; without it nowhere, as on a platform of a run's own. */
  readonly journal?: JournalOfRun | undefined
  readonly signal: () => AbortSignal | undefined
  readonly onCall: (command: string, durationMs: number) => void
  /** How a Heroku command is brought about; without it, by starting it. */
  readonly run?: RunCommand | undefined
  /** Where Heroku commands are run; without it, in processes of this world's own. */
  readonly sessions?: Sessions | undefined
}

/** Opens nothing yet: each part is reached when a spec first asks for it. */
export function openWorld({
  subject,
  expectedPhase,
  logSince,
  proof,
  permit,
  env,
  lock,
  journal,
  signal,
  onCall,
  run,
  sessions,
}: WorldOptions): World {
  const target = resolveTarget(subject, env)
  const options = {
    bin: target.herokuBin,
    app: subject.app,
    env,
    signal,
    onCall,
    run,
    sessions,
  }
  const cli = herokuCli(options)
  const app = new HerokuApp(subject, herokuReads(options))
  const mustBeAlone = async (): Promise<void> => {
    if (lock) await mustBeHeld(owner, subject.app, lock)
  }
  const change: MakeChange = async (what, make, madeOf) => {
    await mustBeAlone()
    return recorded(journal, what, make, madeOf)
  }
  const act: Heroku = async (strings, ...values) => {
    const what = displayed(strings, values, subject.app)
    const vars = varsSetBy(what)
    const since = vars.length > 0 ? await newestRelease(app, journal) : undefined
    try {
      return await change(
        { what, vars, since },
        () => cli(strings, ...values),
        ({ release }) => ({ release }),
      )
    } finally {
      // Whatever was read before it may be different now.
      app.forget()
    }
  }
  const planned: string[] = []
  const plan: Heroku = (strings, ...values) => {
    planned.push(displayed(strings, values, subject.app))
    return Promise.resolve(new CliOutput(''))
  }
  const look: Heroku = (strings, ...values) =>
    Promise.reject(
      new Refusal(
        `this run only looks, and \`${displayed(strings, values, subject.app)}\` may change the app`,
      ),
    )
  const configuredUrl = async (): Promise<ConnectionUrl> => {
    const name = subject.configVars.restricted
    const url = (await app.configVars()).url(name)
    if (!url) throw new Error(`config var ${name} of ${subject.app} holds no connection URL`)
    return url
  }
  const owner = new Postgres(() => ownerUrl(app, subject))
  // Without a flag the var is set last of all: until then there is the credential alone.
  const restrictedUrl = async (): Promise<ConnectionUrl> =>
    (await app.configVars()).url(subject.configVars.restricted) ?? (await app.credentialUrl(subject.role))
  const restricted = new Postgres(subject.flagValues ? configuredUrl : restrictedUrl)
  return {
    subject,
    target,
    expectedPhase,
    logSince,
    proof,
    heroku: { act, plan, look }[permit],
    app,
    mustBeAlone,
    planned,
    owner,
    restricted,
    privileges: new RolePrivileges({
      owner,
      restricted,
      role: subject.role,
      policy: subject.policy,
      phase: expectedPhase,
      permit,
      change,
      planned,
    }),
    async close() {
      await Promise.all([owner.close(), restricted.close()])
    },
  }
}

/**
 * The version of the newest release, for the journal: asked for where nothing is known of any, and never by a run that waits for
 * nobody. Undefined where Heroku does not say.
 */
async function newestRelease(app: HerokuApp, journal: JournalOfRun | undefined): Promise<number | undefined> {
  if (journal && !journal.goesOn && app.newestRelease === undefined) await app.releases().catch(() => {})
  return app.newestRelease
}
