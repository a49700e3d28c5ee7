import type { Phase } from '../../config/policy.ts'
import { openWorld, type World, type WorldOptions } from '../../world/world.ts'
import type { Situation } from './situation.ts'

interface WorldNeeds extends Pick<WorldOptions, 'permit'> {
  readonly expectedPhase?: Phase | undefined
  /** ISO 8601. */
  readonly logSince?: string | undefined
}

/** Opens the world of a command that runs outside of Vitest, does the work, and closes it however the work ends. */
export async function withWorld<T>(
  { subject, env, lock, journal, signal }: Situation,
  { permit, expectedPhase = 'soaking', logSince }: WorldNeeds,
  work: (world: World) => Promise<T>,
): Promise<T> {
  const world = openWorld({
    subject,
    expectedPhase,
    logSince: logSince === undefined ? undefined : new Date(logSince),
    permit,
    env,
    lock,
    journal,
    signal: () => signal,
    onCall: () => {},
  })
  try {
    return await work(world)
  } finally {
    await world.close()
  }
}
