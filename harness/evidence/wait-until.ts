import { setTimeout as pause } from 'node:timers/promises'
import type { Finding } from './finding.ts'

/** What a look at the world gave: whether the condition holds, and what was seen, in words that can be printed. */
export interface Observation {
  readonly holds: boolean
  readonly saw: string
  /** What was not seen, where that is all that keeps it from holding. */
  readonly unseen?: string | undefined
  /**
   * Whether it has begun and comes about by itself: then it is worth waiting for, whatever was said to who began it. False where it
   * has not; undefined where that does not show.
   */
  readonly underWay?: boolean | undefined
  /** What is amiss, where that can be told object by object. */
  readonly findings?: readonly Finding[]
}

/**
 * Looks until the condition holds and returns the last observation either way: the caller says what it waited for and
 * what it last saw. Looks at least once, and never again after the time is over; the second time after a quarter of
 * `everyMs`, the third after a half: most of what is waited for comes soon.
 */
export async function waitUntil(
  look: () => Promise<Observation>,
  { timeoutMs, everyMs, signal }: { timeoutMs: number; everyMs: number; signal?: AbortSignal },
): Promise<Observation> {
  const deadline = performance.now() + timeoutMs
  for (let nextMs = everyMs / 4; ; nextMs = Math.min(2 * nextMs, everyMs)) {
    const observation = await look()
    if (observation.holds || performance.now() + nextMs > deadline) return observation
    await pause(nextMs, undefined, signal && { signal })
  }
}
