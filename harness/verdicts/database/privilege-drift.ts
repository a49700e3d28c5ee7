import type { ForeignRelation } from '../../observations/database/foreign-relations.ts'
import type { Privileges } from '../../observations/privileges.ts'
import { seeing } from '../../observations/sight.ts'
import type { FailureMode } from '../failure-mode.ts'
import { isMissing, mendedAt, ownDifferences } from './privileges.ts'

interface Facts {
  readonly privileges: Privileges
  readonly foreign: readonly ForeignRelation[]
}

/** The role can do more than its policy, or is not what it should be: anything but a grant it lacks. */
export const privilegeDrift: FailureMode<Facts> = {
  id: 'privilege-drift',
  title: ({ role }) => `${role} can do no more than its policy says, and is as it was made`,
  symptom: ({ role }) => `${role} can do more than its policy says, or is not as it was made`,
  tell: 'operator',
  explainedBy: ['a-rds-password', 'half-provisioned'],
  observe: seeing('privileges', 'foreign'),
  judge: ({ privileges, foreign }, { subject }) =>
    mendedAt(
      subject,
      ownDifferences(privileges, foreign).filter((difference) => !isMissing(difference)),
    ),
  saw: () => '',
}
