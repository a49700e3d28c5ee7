import type { Finding } from '../../evidence/finding.ts'
import type { CredentialRoles } from '../../observations/database/credential-roles.ts'
import type { ForeignRelation } from '../../observations/database/foreign-relations.ts'
import type { Difference, Privileges } from '../../observations/privileges.ts'
import { seeing } from '../../observations/sight.ts'
import { whatIsNotKnown } from '../../privileges/unread.ts'
import { reapply } from '../remedies.ts'
import type { Names, Rule } from '../rule.ts'
import { roleIsThere } from './role-logs-in.ts'

/** The role is there, and can do exactly what the policy says. */
export const roleHasItsPolicy: Rule<{ roles: CredentialRoles; privileges: Privileges }> = {
  observe: seeing('roles', 'privileges'),
  judge: ({ roles, privileges }, asked) =>
    roles.role === 'missing'
      ? roleIsThere.judge(roles, asked)
      : mendedAt(asked.subject, privileges.differences),
  unseen: ({ privileges }) => whatIsNotKnown(privileges.unread),
  saw: ({ roles, privileges: { differences, remarks, accepted } }, { subject }) =>
    roles.role === 'missing'
      ? `there is no role ${subject.role}`
      : [
          differences.map(({ code, object }) => `${code}: ${object}`).join(', ') ||
            (accepted > 0
              ? 'the policy, but for what is accepted'
              : 'exactly the policy, nothing more and nothing less'),
          ...remarks,
        ].join('; '),
}

/** The differences, with the command that mends at this app what its owner can. */
export function mendedAt(at: Names, differences: readonly Difference[]): Finding[] {
  const { command, needs } = reapply(at)
  return differences.map((difference) => {
    if (difference.repairableBy !== 'owner') return difference
    return { ...difference, help: `${difference.help} \`${command}\` does it.${needs ? ` ${needs}` : ''}` }
  })
}

/** What differs from the policy and is nobody else's: a relation of another owner is a failure mode of its own. */
export function ownDifferences(
  { differences }: Pick<Privileges, 'differences'>,
  foreign: readonly ForeignRelation[],
): readonly Difference[] {
  const others = new Set(foreign.map(({ relation }) => relation))
  return differences.filter(({ object }) => !others.has(object))
}

/** Whether a difference is a privilege that the role lacks: failure mode C. */
export function isMissing({ failureMode }: Finding): boolean {
  return failureMode === 'C'
}
