import type { PrivilegePolicy } from '../config/policy.ts'
import { roleContext } from './acl-findings.ts'
import { bypassFindings } from './bypass-findings.ts'
import { defaultPrivilegeFindings } from './default-privilege-findings.ts'
import { expectedPrivileges } from './expected-privileges.ts'
import { functionFindings } from './function-findings.ts'
import { objectFindings } from './object-findings.ts'
import type { PrivilegeFinding } from './privilege-finding.ts'
import type { PrivilegeSnapshot } from './privilege-snapshot.ts'
import { relationFindings } from './relation-findings.ts'
import { roleFindings } from './role-findings.ts'
import { rowSecurityFindings } from './row-security-findings.ts'

/**
 * Returns everywhere the role's effective access is not exactly the policy's, in either direction and by any way: none
 * means that it is. `policy` is that of the phase at hand (`policyInPhase`).
 */
export function differences(snapshot: PrivilegeSnapshot, policy: PrivilegePolicy): PrivilegeFinding[] {
  const expected = expectedPrivileges(snapshot, policy)
  const context = roleContext(snapshot, policy)
  return [
    ...roleFindings(snapshot, policy),
    ...objectFindings(snapshot, policy, context),
    ...relationFindings(snapshot, policy, expected, context),
    ...functionFindings(snapshot, policy, expected, context),
    ...bypassFindings(snapshot, expected),
    ...rowSecurityFindings(snapshot, policy, expected),
    ...defaultPrivilegeFindings(snapshot, policy),
  ]
}
