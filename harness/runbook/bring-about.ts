import { setTimeout as pause } from 'node:timers/promises'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import { Found } from '../evidence/found.ts'
import { PartlySeen } from '../evidence/partly-seen.ts'
import { type Observation, waitUntil } from '../evidence/wait-until.ts'
import { mayPass } from '../heroku/insistently.ts'
import { judge } from './outcome.ts'

export interface BringAbout {
  readonly act: () => Promise<void>
  /** Whether it is so, read from the world. */
  readonly look: () => Promise<Observation>
  /** How often to act at most: again only where what was done ended with an error and reading back shows it is not so. */
  readonly attempts: number
  /** How long it may take to be so once it was done, and after which nothing is tried again. */
  readonly timeoutMs: number
  readonly everyMs: number
  /** How long nothing at all may be seen of it before that is said: whoever waits can look at the app themselves. */
  readonly blindMs: number
  readonly signal: AbortSignal
  readonly note: (text: string) => void
  /** What to do where it comes to nothing. */
  readonly advice: string | undefined
}

/**
 * Acts, and reads back until it is so; what the world shows then counts, and an error on the way is only noted.
 * @throws Found or Error where it is not so, with what was seen; CouldNotLook where nothing could be seen, with what was done.
 */
export async function bringAbout(options: BringAbout): Promise<void> {
  const { act, look, attempts, timeoutMs, everyMs, blindMs, signal, note, advice } = options
  const deadline = performance.now() + timeoutMs
  for (let attempt = 1; ; attempt++) {
    const failure = await errorOf(act())
    const lookBack = (forMs: number): Promise<Sight> =>
      waitUntil(attempts > 1 ? patiently(look, blindMs) : look, { timeoutMs: forMs, everyMs, signal }).catch(
        blinded,
      )
    const atOnce = await lookBack(failure ? 0 : timeoutMs)
    // The answer was lost, and what was asked for has begun all the same.
    const after = failure && atOnce.underWay ? await lookBack(timeoutMs) : atOnce
    if (after.holds) {
      note(after.saw)
      if (failure) note(`it is done, though the command ended with: ${failure.message}`)
      return
    }
    const again = failure && attempt < attempts && performance.now() < deadline && mayPass(failure)
    if (!again) throw endOf(after, failure, advice)
    note(`attempt ${attempt} of ${attempts} ended with: ${failure.message}`)
    await pause(everyMs, undefined, { signal })
  }
}

/** What was seen, or that nothing could be: an answer that got lost on the way is no reason to give up. */
interface Sight extends Observation {
  readonly isBlind?: true
}

/**
 * Returns a look that takes an error which may pass for not seen, and not for the end.
 * @throws that error where nothing was seen for longer than so many milliseconds.
 */
function patiently(look: () => Promise<Observation>, blindMs: number): () => Promise<Sight> {
  let blindSince: number | undefined
  return async () => {
    const begun = performance.now()
    try {
      const seen = await look()
      blindSince = undefined
      return seen
    } catch (error) {
      blindSince ??= begun
      if (!mayPass(causeOf(error)) || performance.now() - blindSince > blindMs) throw error
      return blinded(error)
    }
  }
}

const causeOf = (error: unknown): unknown => (error instanceof PartlySeen ? error.blindedBy : error)

/** What an error shows that a look ended with. @throws that error where it does not say that one could not look. */
function blinded(error: unknown): Sight {
  const { outcome, reason } = judge(error)
  if (outcome !== 'inconclusive') throw error
  return {
    holds: false,
    saw: error instanceof PartlySeen ? reason : `could not look: ${reason}`,
    isBlind: true,
  }
}

/** That it is not so is known where it was seen, whatever was said on the way; otherwise nobody knows. */
function endOf(
  { saw, findings = [], unseen, isBlind }: Sight,
  failure: Error | undefined,
  advice: string | undefined,
): unknown {
  const said = failure
    ? `${failure.message}\nAfterwards: ${saw}`
    : `every command ended well, and afterwards: ${saw}`
  if (isBlind) return new CouldNotLook(said)
  if (findings.length > 0) return new Found(findings, { before: said, after: advice })
  if (unseen !== undefined) return new CouldNotLook(failure?.message === unseen ? unseen : said)
  return new Error(advice === undefined ? said : `${said}\n${advice}`)
}

/** Returns the error the work ended with, or undefined. */
export async function errorOf(work: Promise<void>): Promise<Error | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
