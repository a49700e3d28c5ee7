import type { FailureMode } from './failure-mode.ts'
import { rdsPassword } from './failure-modes/a-rds-password.ts'
import { appIgnoresFlag } from './failure-modes/app-ignores-flag.ts'
import { appUnhealthy } from './failure-modes/app-unhealthy.ts'
import { appUnhealthyOnOwner } from './failure-modes/app-unhealthy-on-owner.ts'
import { essentialPlan } from './failure-modes/b-essential-plan.ts'
import { forgottenGrant } from './failure-modes/c-forgotten-grant.ts'
import { credentialStillProvisioning } from './failure-modes/credential-still-provisioning.ts'
import { credentialUnavailable } from './failure-modes/credential-unavailable.ts'
import { missingUrl } from './failure-modes/d-missing-url.ts'
import { databaseDown } from './failure-modes/database-down.ts'
import { deniedByPolicy } from './failure-modes/denied-by-policy.ts'
import { foreignOwnedRelation } from './failure-modes/foreign-owned-relation.ts'
import { halfProvisioned } from './failure-modes/half-provisioned.ts'
import { loginRefused } from './failure-modes/login-refused.ts'
import { privilegeDrift } from './failure-modes/privilege-drift.ts'
import { roleMissing } from './failure-modes/role-missing.ts'
import { rotationUnderWay } from './failure-modes/rotation-under-way.ts'
import { staleUrl } from './failure-modes/stale-url.ts'

/** Every failure mode that can be told from outside, in the order in which they are looked for: roots before symptoms. */
export const failureModes: readonly FailureMode[] = [
  databaseDown,
  essentialPlan,
  rdsPassword,
  credentialStillProvisioning,
  rotationUnderWay,
  halfProvisioned,
  roleMissing,
  credentialUnavailable,
  missingUrl,
  staleUrl,
  foreignOwnedRelation,
  forgottenGrant,
  privilegeDrift,
  loginRefused,
  deniedByPolicy,
  appIgnoresFlag,
  appUnhealthy,
  appUnhealthyOnOwner,
]
