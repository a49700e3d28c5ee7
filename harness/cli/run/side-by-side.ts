import type { Emit } from '../../report/run-event.ts'
import { heldEvents } from './held-events.ts'

/** A piece of a run's work, which tells what happens in it. */
type Piece = (emit: Emit) => Promise<void>

/**
 * Does two pieces of work at a time and tells of them one after the other: what happened in the second is told when the
 * first is over, and from then on as it happens. The second begins when the first has ended an item, so that one that
 * is refused at once stays alone.
 * @throws what the first throws, else what the second does; never before both are over.
 */
export async function sideBySide(first: Piece, second: Piece, emit: Emit): Promise<void> {
  const { hold, letGo } = heldEvents(emit)
  let beside: Promise<PromiseSettledResult<void>[]> | undefined
  const begin = (): void => {
    beside ??= Promise.allSettled([second(hold)])
  }
  try {
    await first((event) => {
      emit(event)
      if (event.type === 'ended') begin()
    })
    begin()
  } finally {
    letGo()
    await beside
  }
  const [ending] = (await beside) ?? []
  if (ending?.status === 'rejected') throw ending.reason
}
