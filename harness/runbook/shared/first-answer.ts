import { CouldNotLook } from '../../evidence/could-not-look.ts'
import type { Finding } from '../../evidence/finding.ts'
import { waitUntil } from '../../evidence/wait-until.ts'
import { sightOf } from '../../observations/sight.ts'
import { type FirstAnswer, lookForAnswer } from '../../verdicts/app/first-answer.ts'
import type { Given } from '../item/item.ts'

const answerTimeoutMs = 60_000
const askEveryMs = 250

/**
 * Waits until the app answers, on the owner, and notes how long that took since the stretch was begun. Returns what was
 * still amiss when the time was over, or as soon as the flag is found to be on.
 * @throws CouldNotLook at once where the database lets nobody in, and at the end where nobody could tell.
 */
export async function firstAnswer(given: Given): Promise<readonly Finding[]> {
  let last: FirstAnswer | undefined
  await waitUntil(
    async () => {
      last = await lookForAnswer(sightOf(given))
      return { holds: last.holds || last.isOver, saw: last.unseen ?? '', findings: last.findings }
    },
    { timeoutMs: answerTimeoutMs, everyMs: askEveryMs, signal: given.signal },
  )
  if (!last?.holds && last?.findings.length === 0) throw new CouldNotLook(last.unseen ?? 'nothing was seen')
  if (!last?.holds) return last?.findings ?? []
  const { sinceBeginningMs, herokuMs, herokuCalls } = given.elapsed()
  given.note(
    `the first healthy answer came ${sinceBeginningMs} ms after the beginning; ${herokuCalls} Heroku commands ran meanwhile, ${Math.round(herokuMs)} ms in all where two ran at a time counted twice`,
  )
  return []
}
