import { inject } from 'vitest'
import { Found } from '../evidence/found.ts'
import { NotRun } from '../evidence/not-run.ts'
import type { Observation } from '../evidence/wait-until.ts'
import { insistently } from '../heroku/insistently.ts'
import { timeLimit } from '../machine/time-limit.ts'
import { PlanFailedError } from '../privileges/plan-failed-error.ts'
import { RoleNotFoundError } from '../privileges/snapshot/read-privileges.ts'
import { seenInTime, Unseen } from './acting/before-acting.ts'
import { bringAbout, errorOf } from './acting/bring-about.ts'
import { doneByHand } from './acting/by-hand.ts'
import { onPaper } from './acting/paper.ts'
import { type ByHand, type Given, item, type RefutedClaim } from './item/item.ts'
import { judge } from './outcome.ts'

export interface StepOptions<Remembered> extends RefutedClaim, ByHand {
  /** Why it is not carried out with this configuration, which is as it should be; undefined where it is. */
  readonly notHere?: string | undefined
  /** The statements of the source it carries out. */
  readonly source?: string
  readonly why: string
  /** What is true once the step is done, read from the world before it (then there is nothing to do) and after it. */
  readonly until: (given: Given, before?: Remembered | Unseen) => Promise<Observation>
  /** What to note before acting, where being done can only be told by comparing with it. */
  readonly remember?: (given: Given) => Promise<Remembered>
  /** How long Heroku may take to bring it about. */
  readonly timeoutMs?: number
  /**
   * How often to act at most, for what must be done though Heroku's first answers fail: what cannot be seen before it keeps it
   * from nothing, and after an error it reads back before it acts again. 1 by default.
   */
  readonly attempts?: number
  /** What to do where it comes to nothing: said with the failure. */
  readonly ifItFails?: string
}

const defaultTimeoutMs = 60_000
/** What a step may take beyond its own time-out: the reads before and after, and a command of the CLI that hangs. */
const spareMs = 180_000
const lookEveryMs = 1_000
/** How long what must be done waits for what is read before it, and looks for it where nothing is seen: ten times what that takes where Heroku is well. */
const patienceMs = 30_000
/** What a step may take where somebody does it by hand: nobody is hurried, and a run that was forgotten ends. */
const handsMs = 12 * 3_600_000

/**
 * Registers something to do, under an id that is its own in its suite. It reads, acts only where needed, and reads back: only what the world shows then counts,
 * never an exit status. With `--dry-run` it reads, and says what it would do.
 */
export function step<Remembered>(
  id: string,
  title: string,
  options: StepOptions<Remembered>,
  act: (given: Given) => Promise<void>,
): void {
  const { permit, subject, byHand } = inject('run')
  const dryRun = permit === 'plan'
  const { until, remember, attempts = 1, timeoutMs = defaultTimeoutMs, ifItFails: advice, ...head } = options
  item(
    { id, kind: 'step', title, required: !dryRun, ...head },
    async (given) => {
      const { note } = given
      const look = async (remembered?: Remembered | Unseen): Promise<Observation> => {
        given.app.forget()
        return forgettingFailure(given, () => until(given, remembered))
      }
      if (dryRun) return planOnly(given, look, act)
      const patience = timeLimit(patienceMs)
      const seen = <T>(read: () => Promise<T>): Promise<T | Unseen> =>
        attempts > 1 ? seenInTime(read, patience, given.signal) : read()
      const found = await seen(look)
      const before = found instanceof Unseen ? { holds: false, saw: `could not look: ${found.why}` } : found
      if (before.holds) return note(`already so: ${before.saw}`)
      const remembered =
        remember &&
        (await seen(() => insistently(() => forgettingFailure(given, () => remember(given)), attempts)))
      if (byHand !== undefined)
        return doneByHand({
          ...head,
          title,
          channel: byHand,
          given,
          act,
          saw: before.saw,
          look: () => look(remembered),
        })
      await bringAbout({
        act: () => act(given),
        look: () => look(remembered),
        attempts,
        timeoutMs,
        everyMs: lookEveryMs,
        patienceMs,
        signal: given.signal,
        note,
        advice,
      })
    },
    {
      budgetMs: byHand === undefined ? timeoutMs + spareMs : handsMs,
      advice,
      commands: async () => [
        ...(await onPaper(subject, act)).map(({ typed }) => typed),
        ...(head.byHand ?? []),
      ],
    },
  )
}

/** A failed answer is not kept: the next read asks again. */
function forgettingFailure<T>({ app }: Given, read: () => Promise<T>): Promise<T> {
  return read().catch((error: unknown) => {
    app.forget()
    throw error
  })
}

/**
 * A dry run: the world's `heroku` and `privileges` change nothing and note what they would do. What could not be looked at
 * is said, and is no dry run that passes.
 */
async function planOnly(
  given: Given,
  look: () => Promise<Observation>,
  act: (given: Given) => Promise<void>,
): Promise<void> {
  const before = await look().catch((error: unknown) => {
    if (judge(error).outcome === 'inconclusive') throw error
    return { holds: false, saw: String(error) }
  })
  if (before.holds) return given.note(`already so: ${before.saw}`)
  const from = given.planned.length
  const gap = await errorOf(act(given))
  const planned = given.planned.slice(from)
  // SQL is tried: what that showed is known, and is no matter of the steps before.
  if (
    gap &&
    (judge(gap).outcome === 'inconclusive' || gap instanceof Found || gap instanceof PlanFailedError)
  )
    throw gap
  const said = gap instanceof RoleNotFoundError ? 'it cannot be tried yet' : saidOfPlanned(planned)
  throw new NotRun(`dry run: ${said}${gap ? `; it depends on the steps before it: ${gap.message}` : ''}`)
}

/** As many as can be taken in; a policy has a statement for each of its tables. */
const namedAtMost = 5

function saidOfPlanned(planned: readonly string[]): string {
  if (planned.length === 0) return 'what it would run is not known yet'
  const more = planned.length - namedAtMost
  const named = planned.slice(0, namedAtMost).map((command) => `\`${command}\``)
  const isSql = planned.every((command) => !command.startsWith('heroku '))
  const showed = isSql ? ': tried as the owner and rolled back, it reached the policy' : ''
  return `would run ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}${showed}`
}
