import { setTimeout as pause } from 'node:timers/promises'
import type { ReportItem } from '../../../report/report.ts'
import type { Permit } from '../../../world/permit.ts'
import { mustBeTheCli } from '../gates/must-be-the-cli.ts'
import { heldEvents } from '../held-events.ts'
import { looksAheadOf, readsAheadOf } from '../reads-ahead.ts'
import type { Situation } from '../situation.ts'
import type { Leg } from './legs.ts'

/** A program that is not the CLI shows it soon, on a busy machine too; a Heroku that hangs is no reason to tell nothing. */
const heldMs = 30_000

/** Walks the legs of a command. Vitest is a second to load: what the first item needs of Heroku is asked meanwhile. */
export async function walkReadingAhead(
  command: string,
  legs: readonly Leg[],
  permit: Permit,
  situation: Situation,
): Promise<readonly ReportItem[]> {
  const ahead = situation.ahead ?? readsAheadOf(command, situation)
  const { place, lock, journal, nonce, byHand, emit } = situation
  const unfit = new AbortController()
  // Of a walk with a program that is not the CLI nothing is told but which program that is.
  const { hold, letGo } = heldEvents(emit)
  if (ahead) emit({ type: 'began', title: 'asking Heroku' })
  const fit = Promise.resolve(ahead && mustBeTheCli(ahead.app, situation))
  fit.catch((error: unknown) => unfit.abort(error))
  const known = Promise.race([fit, pause(heldMs, undefined, { ref: false })]).then(letGo)
  known.catch(() => {})
  const signal = AbortSignal.any([situation.signal, unfit.signal])
  try {
    const { walkLegs } = await import('./walk-legs.ts')
    const proof = nonce === undefined ? undefined : { nonce, isAskedFor: ahead !== undefined }
    const asking = legs.map((leg) => ({ ...leg, proof }))
    unfit.signal.throwIfAborted()
    const items = await walkLegs(asking, {
      permit,
      place,
      lock,
      journal,
      readAhead: ahead?.channel,
      lookAhead: looksAheadOf(command),
      byHand,
      emit: hold,
      signal,
    })
    await known
    unfit.signal.throwIfAborted()
    return items
  } finally {
    ahead?.end()
  }
}
