import type { Permit } from '../../world/permit.ts'
import type { Leg } from './legs.ts'
import { looksAheadOf, readsAheadOf } from './reads-ahead.ts'
import type { Situation } from './situation.ts'

/** Walks the legs of a command. Vitest is a second to load: what the first item needs of Heroku is asked meanwhile. */
export async function walkReadingAhead(
  command: string,
  legs: readonly Leg[],
  permit: Permit,
  situation: Situation,
): Promise<void> {
  const ahead = situation.ahead ?? readsAheadOf(command, situation)
  const { place, lock, emit, signal } = situation
  try {
    const { walkLegs } = await import('./walk-legs.ts')
    await walkLegs(legs, {
      permit,
      place,
      lock,
      readAhead: ahead?.channel,
      lookAhead: looksAheadOf(command),
      emit,
      signal,
    })
  } finally {
    ahead?.end()
  }
}
