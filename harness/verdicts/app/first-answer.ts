import type { Finding } from '../../evidence/finding.ts'
import type { Sight } from '../../observations/observations.ts'
import { flagIsOff } from '../config-vars/flag.ts'
import { mustBeOpen } from '../database/database-down.ts'
import { isSo, judged, type Verdict } from '../rule.ts'
import { appAnswers } from './health.ts'
import { isOnTheOwnerNow } from './switched.ts'

/** What one look at the app gave: whether it answers, what its flag is, and whose its sessions are. */
export interface FirstAnswer {
  readonly holds: boolean
  readonly findings: readonly Finding[]
  /** What could not be told, where nothing was amiss. */
  readonly unseen: string | undefined
  /** The flag is not off: waiting does not change that. */
  readonly isOver: boolean
}

/**
 * Looks once whether the app answers, its flag is off and its sessions are the owner's.
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
  const { findings } = await judged(flagIsOff, sight)
  return { ...both(health, await judged(isOnTheOwnerNow, sight)), isOver: findings.length > 0 }
}

function both(one: Verdict, other: Verdict): Omit<FirstAnswer, 'isOver'> {
  return {
    holds: isSo(one) && isSo(other),
    findings: [...one.findings, ...other.findings],
    unseen: one.unseen ?? other.unseen,
  }
}
