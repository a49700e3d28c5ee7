import { setTimeout as pause } from 'node:timers/promises'
import { UsageError } from '../../../config/usage-error.ts'
import { CouldNotLook } from '../../../evidence/could-not-look.ts'
import { type AppLock, takeLock } from '../../../world/take-lock.ts'
import { readsAheadOf } from '../reads-ahead.ts'
import { singleItem } from '../single-item.ts'
import type { Situation, TargetCommand } from '../situation.ts'

type Work = (situation: Situation) => Promise<void>

/**
 * Does the work of a command that changes a live app while no other run of this project changes it. Where the lock is
 * lost the work is stopped, and the loss is a failed item: what was read before may be otherwise now. Where it could not be
 * taken, the items that change something say why, and the others look all the same.
 * @throws Refusal where another run is at it.
 */
export async function underLock({ name }: TargetCommand, situation: Situation, work: Work): Promise<void> {
  const { signal } = situation
  const lock = await takeLock({ ...situation, command: name, mode: 'alone' })
  try {
    await work({ ...situation, lock: lock.hold, signal: AbortSignal.any([signal, lock.lost]) })
  } catch (error) {
    if (!lock.lost.aborted) throw error
  } finally {
    const loss = await lock.release()
    if (loss !== undefined) await tell(situation, () => Promise.reject(new Error(loss)))
  }
}

/** How long a rollback that is done waits to hear of the lock. */
const patienceMs = 15_000

/**
 * Does the work of a rollback, which waits for nobody: it begins at once, and meanwhile takes the lock from whoever has it,
 * whose run changes nothing from then on. Where it cannot have the lock it goes on, and says so: another run may switch the
 * app again.
 */
export async function takingOver({ name }: TargetCommand, situation: Situation, work: Work): Promise<void> {
  const ahead = readsAheadOf(name, situation)
  const lock = takeLock({ ...situation, app: ahead?.app, command: name, mode: 'take over' })
  lock.catch(() => {})
  let isBegun = true
  try {
    await work({ ...situation, ahead })
  } catch (error) {
    isBegun = !(error instanceof UsageError)
    throw error
  } finally {
    if (isBegun) await tellOfTakeOver(situation, lock)
  }
}

async function tellOfTakeOver(situation: Situation, taking: Promise<AppLock>): Promise<void> {
  const lock = await Promise.race([taking, pause(patienceMs, undefined, { ref: false })])
  const missing = missingFrom(lock) ?? (await lock?.release())
  if (missing !== undefined) return tell(situation, () => Promise.reject(mayBeSwitched(missing)))
  const from = lock?.takenFrom
  if (from !== undefined)
    await tell(situation, async (note) => note(`taken over from ${from}, which changes nothing any more`))
}

function missingFrom(lock: AppLock | undefined): string | undefined {
  if (lock === undefined) return 'the lock was not to be had in time'
  return 'missing' in lock.hold ? lock.hold.missing : undefined
}

const mayBeSwitched = (why: string): CouldNotLook =>
  new CouldNotLook(`whether another run switches the app again is not known: ${why}`)

async function tell({ subject, emit }: Situation, body: Parameters<typeof singleItem>[1]): Promise<void> {
  const title = `No other run changes ${subject.app} meanwhile`
  emit({ type: 'ended', item: await singleItem({ id: 'run/alone', title, kind: 'check' }, body) })
}
