import { judge } from '../outcome.ts'

/** What there was before something was done, where that could not be seen and it was done all the same. */
export class Unseen {
  readonly why: string

  constructor(why: string) {
    this.why = why
  }
}

/**
 * Reads what there is before something is done that must be done whatever can be seen. Unseen where that could not be looked at,
 * or not until the patience was over.
 * @param stopped aborted where nothing is to be done any more: then the error is thrown.
 */
export async function seenInTime<T>(
  read: () => Promise<T>,
  patience: AbortSignal,
  stopped: AbortSignal,
): Promise<T | Unseen> {
  try {
    return await Promise.race([read(), late(patience)])
  } catch (error) {
    const { outcome, reason } = judge(error)
    if (stopped.aborted || outcome !== 'inconclusive') throw error
    return new Unseen(reason)
  }
}

const lateness = 'Heroku had not answered in time'

async function late(patience: AbortSignal): Promise<Unseen> {
  if (!patience.aborted)
    await new Promise((resolve) => patience.addEventListener('abort', resolve, { once: true }))
  return new Unseen(lateness)
}
