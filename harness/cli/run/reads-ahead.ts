import type { HerokuApp } from '../../heroku/app.ts'
import { type ReadAhead, readAhead } from '../../heroku/read-ahead.ts'
import type { Observations } from '../../observations/observations.ts'
import { askForDenial } from '../../observations/proof.ts'
import { resolveTarget } from '../../world/target.ts'
import type { Situation } from './situation.ts'

interface Ahead {
  /** What is asked of Heroku, in the order of the items. */
  readonly asked: (app: HerokuApp, role: string) => readonly Promise<unknown>[]
  /** What is looked at with the first item on, as it takes longer than the other items do. */
  readonly looked?: readonly (keyof Observations)[]
}

const rollback: Ahead = { asked: (app) => [app.configVars(), app.dynos(), app.releases()] }
const preconditions: Ahead = {
  asked: (app) => [app.cliVersion(), app.dynos(), app.database(), app.configVars()],
}

/**
 * What a command wants to know whatever it finds, and before any of its items acts: what was read before a step says
 * nothing of after it.
 */
const ahead: Readonly<Record<string, Ahead>> = {
  preconditions,
  provision: preconditions,
  rollback,
  recovery: rollback,
  verify: {
    asked: (app, role) => [app.configVars(), app.credential(role), app.dynos(), app.releases(), app.log()],
    looked: ['sessions'],
  },
}

/** Starts what a command is going to ask of Heroku before its first item does, or nothing where that depends. */
export function readsAheadOf(
  command: string,
  { subject, env, nonce, signal }: Situation,
): ReadAhead | undefined {
  const reads = ahead[command]
  if (!reads) return undefined
  const { herokuBin: bin } = resolveTarget(subject, env)
  const { app: name, database } = subject
  const { restricted } = subject.configVars
  const denied = async (app: HerokuApp): Promise<void> => {
    const url = (await app.configVars()).url(restricted)
    if (url && nonce !== undefined) await askForDenial(async () => url, nonce)
  }
  return readAhead(
    { bin, app: name, database, env, signal: () => signal },
    (app) => reads.asked(app, subject.role),
    nonce === undefined ? undefined : denied,
  )
}

/** What a command begins to look at with its first item, or nothing. */
export function looksAheadOf(command: string): Ahead['looked'] {
  return ahead[command]?.looked
}
