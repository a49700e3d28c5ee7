import type { PolicyInPhase } from '../../config/policy.ts'
import { expectedPrivileges } from '../needed/expected-privileges.ts'
import type { PrivilegeSnapshot } from '../snapshot/privilege-snapshot.ts'
import { type Parted, partedBy } from './accepted.ts'
import { functionFindings } from './function-findings.ts'
import { roleContext } from './grants/acl-findings.ts'
import { defaultPrivilegeFindings } from './grants/default-privilege-findings.ts'
import { neededFindings, unreadFunctions } from './grants/needed-findings.ts'
import { nameFindings } from './name-findings.ts'
import { objectFindings } from './object-findings.ts'
import { furnitureFindings } from './platform-furniture.ts'
import type { PrivilegeFinding } from './privilege-finding.ts'
import { bypassFindings } from './relations/bypass-findings.ts'
import { relationFindings } from './relations/relation-findings.ts'
import { rowSecurityFindings } from './relations/row-security-findings.ts'
import { withinReachOfOwner } from './role/reach-of-owner.ts'
import { roleFindings } from './role/role-findings.ts'

/** A snapshot held against a policy. */
export interface Judged {
  /** Everywhere the role's effective access is not exactly the policy's, in either direction and by any way. */
  readonly differences: readonly PrivilegeFinding[]
  /** What differs and is accepted for the time being: it counts for nothing. */
  readonly accepted: Parted['accepted']
  /** What the policy accepts and nothing was found of. */
  readonly unused: Parted['unused']
  /** What could not be read: while it stands, no difference is no pass. */
  readonly unread: readonly PrivilegeFinding[]
}

/** Holds what was read against the policy of the phase at hand (`policyInPhase`). */
export function judged(read: PrivilegeSnapshot, policy: PolicyInPhase): Judged {
  const snapshot = { ...read, platformRoles: [...read.platformRoles, ...policy.platformRoles] }
  const expected = expectedPrivileges(snapshot, policy)
  const context = roleContext(snapshot, policy)
  const found = [
    ...nameFindings(snapshot, policy),
    ...roleFindings(snapshot, policy),
    ...objectFindings(snapshot, policy, expected, context),
    ...relationFindings(snapshot, policy, expected, context),
    ...functionFindings(snapshot, policy, expected, context),
    ...neededFindings(snapshot, expected),
    ...furnitureFindings(snapshot),
    ...bypassFindings(snapshot, expected),
    ...rowSecurityFindings(snapshot, policy, expected, context),
    ...defaultPrivilegeFindings(snapshot, policy),
  ]
  const { counting, ...others } = partedBy(policy.accepted, withinReachOfOwner(found, snapshot))
  return { differences: counting, unread: unreadFunctions(expected), ...others }
}

/** Returns the differences alone. */
export function differences(read: PrivilegeSnapshot, policy: PolicyInPhase): readonly PrivilegeFinding[] {
  return judged(read, policy).differences
}
