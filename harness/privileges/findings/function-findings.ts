import type { PolicyInPhase } from '../../config/policy.ts'
import type { ExpectedPrivileges } from '../needed/expected-privileges.ts'
import type { DefinerFunction, PrivilegeSnapshot } from '../snapshot/privilege-snapshot.ts'
import { aclFindings, type RoleContext } from './acl-findings.ts'
import { type PrivilegeFinding, privilegeFinding } from './privilege-finding.ts'

/** pg_trigger.tgtype. */
const triggerEvents = { INSERT: 4, DELETE: 8, UPDATE: 16, TRUNCATE: 32 } as const

/**
 * SECURITY DEFINER functions the role can make run: by calling them, or by a statement that fires a trigger, for which no
 * EXECUTE is asked of whoever writes to the table.
 */
export function functionFindings(
  snapshot: PrivilegeSnapshot,
  policy: PolicyInPhase,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  return snapshot.definerFunctions
    .filter(
      (definer) => !policy.functions.securityDefiner.includes(definer.name) && definer.owner !== context.role,
    )
    .flatMap((definer) => [...calls(definer, context), ...fires(definer, expected)])
}

function calls(definer: DefinerFunction, context: RoleContext): PrivilegeFinding[] {
  if (!definer.callable) return []
  const code = 'security-definer-function'
  return aclFindings(context, {
    object: definer,
    on: `${definer.procedure ? 'PROCEDURE' : 'FUNCTION'} ${definer.name}`,
    required: [],
    codes: { missing: code, extra: code, public: code },
  })
}

function fires(definer: DefinerFunction, expected: ExpectedPrivileges): PrivilegeFinding[] {
  return (definer.triggers ?? []).flatMap(({ relation: name, events }) => {
    const relation = expected.relation(name)
    if (!relation) return []
    const verbs = Object.entries(triggerEvents)
      .filter(([verb, bit]) => (events & bit) !== 0 && expected.on(relation).includes(verb))
      .map(([verb]) => verb)
    if (verbs.length === 0) return []
    return [
      privilegeFinding({
        code: 'security-definer-function',
        object: definer.name,
        expected: 'not run as its owner by anything the role does',
        found: `runs as ${definer.owner} on ${verbs.join(', ')} of ${name}`,
        repairableBy: { who: `${relation.owner}, who owns ${name}, by dropping the trigger` },
      }),
    ]
  })
}
