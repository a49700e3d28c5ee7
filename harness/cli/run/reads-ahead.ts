import type { HerokuApp } from '../../heroku/app.ts'
import { type ReadAhead, readAhead } from '../../heroku/read-ahead.ts'
import type { Observations } from '../../observations/observations.ts'
import { resolveTarget } from '../../world/target.ts'
import type { Situation } from './situation.ts'

/**
 * What a command asks of Heroku whatever it finds, in the order of its items, and before any of them acts: what was read
 * before a step says nothing of after it.
 */
const asked: Readonly<Record<string, (app: HerokuApp, role: string) => Promise<unknown>[]>> = {
  preconditions: (app) => [app.dynos(), app.database(), app.configVars()],
  provision: (app) => [app.dynos(), app.database(), app.configVars()],
  rollback: (app) => [app.configVars(), app.dynos(), app.releases()],
  verify: (app, role) => [app.configVars(), app.credential(role), app.dynos(), app.releases(), app.log()],
}

/** Starts what a command is going to ask of Heroku before its first item does, or nothing where that depends. */
export function readsAheadOf(command: string, { subject, env, signal }: Situation): ReadAhead | undefined {
  const reads = asked[command]
  if (!reads) return undefined
  const { herokuBin: bin } = resolveTarget(subject, env)
  return readAhead({ bin, app: subject.app, env, signal: () => signal }, (app) => reads(app, subject.role))
}

/** What a command that only looks begins to look at with its first item, as it takes longer than the other items do. */
export function looksAheadOf(command: string): readonly (keyof Observations)[] {
  return command === 'verify' ? ['sessions'] : []
}
