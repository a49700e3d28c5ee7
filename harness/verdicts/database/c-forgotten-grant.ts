import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { HerokuCliError } from '../../heroku/cli-error.ts'
import type { ForeignRelation } from '../../observations/database/foreign-relations.ts'
import type { Privileges } from '../../observations/privileges.ts'
import { seeing } from '../../observations/sight.ts'
import type { Denial } from '../../postgres/log-denials.ts'
import { whatIsNotKnown } from '../../privileges/unread.ts'
import type { FailureMode } from '../failure-mode.ts'
import { isOf } from '../log/denials.ts'
import { isMissing, mendedAt, ownDifferences } from './privileges.ts'

interface Facts {
  readonly privileges: Privileges
  readonly foreign: readonly ForeignRelation[]
  /** The lesser evidence: without a log the findings stand all the same. */
  readonly denials: readonly Denial[]
}

/** The role lacks a privilege: a migration made a table and granted nothing on it, or somebody revoked. */
export const forgottenGrant: FailureMode<Facts> = {
  id: 'c-forgotten-grant',
  letter: 'C',
  title: ({ role }) => `${role} lacks no privilege on any table, sequence or schema`,
  symptom: ({ role }) => `${role} lacks a privilege that its policy gives it: permission denied`,
  tell: 'operator',
  explainedBy: ['a-rds-password', 'half-provisioned', 'role-missing'],
  async observe(sight) {
    const { privileges, foreign } = await seeing('privileges', 'foreign')(sight)
    const isAmiss = ownDifferences(privileges, foreign).some(isMissing)
    return { privileges, foreign, denials: isAmiss ? await denialsIfAny(sight.log) : [] }
  },
  judge: ({ privileges, foreign, denials }, { subject }) =>
    mendedAt(subject, ownDifferences(privileges, foreign).filter(isMissing)).map((finding) => {
      const lines = denials.filter((denial) => isOf(denial, finding.object))
      return {
        ...finding,
        found:
          lines.length === 0
            ? finding.found
            : `${finding.found}; ${lines.length} line(s) in the log, the last: ${lines.at(-1)?.text}`,
        help: `${finding.help} Then put the GRANT into the migration that made it: ${subject.tell.developer}.`,
      }
    }),
  unseen: ({ privileges }) => whatIsNotKnown(privileges.unread),
  saw: () => '',
}

async function denialsIfAny(log: () => Promise<{ denials: readonly Denial[] }>): Promise<readonly Denial[]> {
  try {
    return (await log()).denials
  } catch (error) {
    if (error instanceof CouldNotLook || error instanceof HerokuCliError) return []
    throw error
  }
}
