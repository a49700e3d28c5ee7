import { knowsItsRoutes } from '../../planting/request-log.ts'
import { type Rehearsal, type RehearsalOptions, startRehearsal } from '../../planting/start-rehearsal.ts'
import type { Emit } from '../../report/run-event.ts'
import { singleItem } from './single-item.ts'

/**
 * Does the work on a rehearsal platform of its own, and stops the platform however the work ends. What the work asked of
 * Heroku and the platform does not know is a failed item: that rehearsal proved nothing.
 */
export async function onRehearsal(
  options: RehearsalOptions,
  emit: Emit,
  work: (rehearsal: Rehearsal) => Promise<void>,
): Promise<void> {
  emit({ type: 'began', title: 'starting the rehearsal platform' })
  const rehearsal = await startRehearsal(options)
  try {
    await work(rehearsal)
    const title = 'The rehearsal platform knows every route it was asked for'
    const head = { id: 'rehearsal/unknown-routes', title, kind: 'check' } as const
    const item = await singleItem(head, () => knowsItsRoutes(rehearsal))
    if (item.outcome !== 'passed') emit({ type: 'ended', item })
  } finally {
    await rehearsal.stop()
  }
}
