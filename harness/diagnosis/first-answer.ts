import { CouldNotLook } from '../evidence/could-not-look.ts'
import type { Finding } from '../evidence/finding.ts'
import { waitUntil } from '../evidence/wait-until.ts'
import type { Given } from '../runbook/item.ts'
import { connectionFindings } from './connections.ts'
import { healthFindings } from './health.ts'

const answerTimeoutMs = 60_000
const askEveryMs = 250

/**
 * Waits until the app answers 2xx and its sessions are those its flag asks for, and notes how long that took since the
 * stretch was begun. Returns what was still amiss when the time was over.
 * @throws CouldNotLook at once where the database lets nobody in: what the app answers is then the database's trouble.
 */
export async function firstAnswerFindings(given: Given): Promise<readonly Finding[]> {
  const { note, elapsed, signal } = given
  let blindedBy: unknown
  const seen = await waitUntil(
    async () => {
      blindedBy = undefined
      const unhealthy = await healthFindings(given)
      if (unhealthy.length > 0) await letsAnybodyIn(given, unhealthy)
      const findings = [...unhealthy, ...(await connections())]
      return { holds: findings.length === 0 && blindedBy === undefined, saw: '', findings }
    },
    { timeoutMs: answerTimeoutMs, everyMs: askEveryMs, signal },
  )
  if (blindedBy !== undefined && seen.findings?.length === 0) throw blindedBy
  if (!seen.holds) return seen.findings ?? []
  const { sinceBeginningMs, herokuMs, herokuCalls } = elapsed()
  note(
    `the first healthy answer was there ${sinceBeginningMs} ms after the beginning, in which ${herokuCalls} Heroku commands ran for ${Math.round(herokuMs)} ms together: mostly the CLI's own start`,
  )
  return []

  /** An app that has only just started holds no session yet. */
  async function connections(): Promise<readonly Finding[]> {
    try {
      return await connectionFindings(given)
    } catch (error) {
      if (!(error instanceof CouldNotLook)) throw error
      blindedBy = error
      return []
    }
  }
}

async function letsAnybodyIn({ owner }: Given, unhealthy: readonly Finding[]): Promise<void> {
  try {
    await owner.rows('SELECT')
  } catch (error) {
    if (!(error instanceof CouldNotLook)) throw error
    const [answer] = unhealthy
    throw new CouldNotLook(
      `${error.message}; the app's answer, ${answer?.found}, is the database's trouble and not the flag's: ask again once it is up`,
    )
  }
}
