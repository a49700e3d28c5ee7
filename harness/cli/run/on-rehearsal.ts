import { readJournal } from '../../planting/request-log.ts'
import { type RehearsalOptions, startRehearsal } from '../../planting/start-rehearsal.ts'
import type { ReportItem } from '../../report/report.ts'
import { singleItem } from './single-item.ts'

/**
 * Does the work in the shell that the rehearsal platform asks for, and stops the platform however the work ends. What
 * the work asked of Heroku and the platform does not know is a failed item: that rehearsal proved nothing.
 */
export async function onRehearsal(
  options: RehearsalOptions,
  work: (readyFile: string) => Promise<readonly ReportItem[]>,
): Promise<readonly ReportItem[]> {
  const rehearsal = await startRehearsal(options)
  const own = process.env
  process.env = rehearsal.env
  try {
    const items = await work(rehearsal.readyFile)
    const { unknownRoutes } = await readJournal(rehearsal.env)
    return unknownRoutes.length === 0 ? items : [...items, await unknownRoutesItem(unknownRoutes)]
  } finally {
    process.env = own
    await rehearsal.stop()
  }
}

function unknownRoutesItem(unknown: readonly string[]): Promise<ReportItem> {
  const title = 'The rehearsal platform knows every route it was asked for'
  return singleItem({ id: 'rehearsal/unknown-routes', title, kind: 'check' }, async () => {
    throw new Error(
      `it answered 501 to ${unknown.join(', ')}: add a handler in harness/rehearsal/platform-api`,
    )
  })
}
