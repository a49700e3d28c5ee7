import { runbook } from '../../../runbook.config.ts'
import type { FailureMode } from '../failure-mode.ts'
import { sortPrivilegeFindings } from '../sort-privileges.ts'

const { role } = runbook

/** The role can do more than its policy, or is not what it should be: anything but a grant it lacks. */
export const privilegeDrift: FailureMode = {
  id: 'privilege-drift',
  title: `${role} can do no more than its policy says, and is as it was made`,
  tell: 'operator',
  explainedBy: ['a-rds-password', 'half-provisioned'],
  look: async (scene) => (await sortPrivilegeFindings(scene)).other,
}
