import { setTimeout as pause } from 'node:timers/promises'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { Found } from '../../evidence/found.ts'
import { PartlySeen } from '../../evidence/partly-seen.ts'
import { type Observation, waitUntil } from '../../evidence/wait-until.ts'
import { mayPass } from '../../heroku/insistently.ts'
import { judge } from '../outcome.ts'

export interface BringAbout {
  readonly act: () => Promise<void>
  /** Whether it is so, read from the world. */
  readonly look: () => Promise<Observation>
  /** How often to act at most: again only where what was done ended with an error and reading back shows it is not so. */
  readonly attempts: number
  /** How long it may take to be so once it was done, and after which nothing is tried again. */
  readonly timeoutMs: number
  readonly everyMs: number
  /** How long nothing may be seen of it, or that it has not even begun, before that is said: whoever waits can look themselves. */
  readonly patienceMs: number
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
  const { act, attempts, timeoutMs, everyMs, signal, note, advice } = options
  const deadline = performance.now() + timeoutMs
  for (let attempt = 1; ; attempt++) {
    const failure = await errorOf(act())
    const atOnce = await lookOn(options, failure ? 0 : timeoutMs)
    // The answer was lost, and what was asked for has begun all the same.
    const after = failure && atOnce.underWay ? await lookOn(options, timeoutMs) : atOnce
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
  /** What the look ended with, where it could not look. */
  readonly blindedBy?: unknown
}

/** Looks until it is so, the time is over, or looking on is in vain; returns what was seen last. */
async function lookOn(
  { look, attempts, everyMs, patienceMs, signal }: BringAbout,
  timeoutMs: number,
): Promise<Sight> {
  let last: Sight = { holds: false, saw: '' }
  let vainSince: number | undefined
  const lookOnce = async (): Promise<Observation> => {
    const begun = performance.now()
    last = await sightOf(look)
    const isBlind = last.blindedBy !== undefined
    vainSince = isBlind || last.underWay === false ? (vainSince ?? begun) : undefined
    const isOver =
      (isBlind && (attempts === 1 || !mayPass(last.blindedBy))) ||
      (vainSince !== undefined && performance.now() - vainSince > patienceMs)
    return { ...last, holds: last.holds || isOver }
  }
  await waitUntil(lookOnce, { timeoutMs, everyMs, signal })
  return last
}

/** @throws what a look ended with that does not say that one could not look. */
async function sightOf(look: () => Promise<Observation>): Promise<Sight> {
  try {
    return await look()
  } catch (error) {
    const { outcome, reason } = judge(error)
    if (outcome !== 'inconclusive') throw error
    return error instanceof PartlySeen
      ? { holds: false, saw: reason, blindedBy: error.blindedBy }
      : { holds: false, saw: `could not look: ${reason}`, blindedBy: error }
  }
}

/**
 * That it is not so is known where it was seen, whatever was said on the way; otherwise nobody knows, nor where it could not be tried
 * for want of a look, as at who else is at it.
 */
function endOf(
  { saw, findings = [], unseen, blindedBy }: Sight,
  failure: Error | undefined,
  advice: string | undefined,
): unknown {
  const said = failure
    ? `${failure.message}\nAfterwards: ${saw}`
    : `every command ended well, and afterwards: ${saw}`
  const advised = advice === undefined ? said : `${said}\n${advice}`
  if (blindedBy !== undefined || failure instanceof CouldNotLook) return new CouldNotLook(advised)
  if (findings.length > 0) return new Found(findings, { before: said, after: advice })
  if (unseen !== undefined) return new CouldNotLook(failure?.message === unseen ? unseen : said)
  return new Error(failure || advice !== undefined ? advised : `${said}\n${asHerokuDidNothing}`)
}

/** Every command ended well, and nothing came of it. */
const asHerokuDidNothing =
  'Something else than Heroku answered, or Heroku is not well: see https://status.heroku.com, then run this again.'

/** Returns the error the work ended with, or undefined. */
export async function errorOf(work: Promise<void>): Promise<Error | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
