import type { Finding } from '../../evidence/finding.ts'
import type { Sight } from '../../observations/observations.ts'
import { mustBeOpen } from '../database/database-down.ts'
import { isSo, judged, type Verdict } from '../rule.ts'
import { connectionsFollowFlagNow } from './connections.ts'
import { appAnswers } from './health.ts'

/** What one look at the app gave: whether it answers, and whose its sessions are. */
export interface FirstAnswer {
  readonly holds: boolean
  readonly findings: readonly Finding[]
  /** What could not be told, where nothing was amiss. */
  readonly unseen: string | undefined
}

/**
 * Looks once whether the app answers and its sessions are those its flag asks for.
 * @throws CouldNotLook where the database lets nobody in: what the app answers is then the database's trouble.
 */
export async function lookForAnswer(sight: Sight): Promise<FirstAnswer> {
  const health = await judged(appAnswers, sight)
  const [unwell] = health.findings
  if (unwell) {
    mustBeOpen(
      await sight.entrance(),
      `the app's answer, ${unwell.found}, is the database's trouble and not the flag's: ask again once it is up`,
    )
  }
  return both(health, await judged(connectionsFollowFlagNow, sight))
}

function both(one: Verdict, other: Verdict): FirstAnswer {
  return {
    holds: isSo(one) && isSo(other),
    findings: [...one.findings, ...other.findings],
    unseen: one.unseen ?? other.unseen,
  }
}
