import { appIgnoresFlag } from './app/app-ignores-flag.ts'
import { appUnhealthy, appUnhealthyOnOwner } from './app/app-unhealthy.ts'
import { noDynosAtAll } from './app/dynos.ts'
import { onlyTheRoleRan } from './app/ran-since.ts'
import { everySessionIsKnown } from './app/unknown-session.ts'
import { missingUrl } from './config-vars/d-missing-url.ts'
import { flagUnknown } from './config-vars/flag.ts'
import { rotationUnderWay } from './config-vars/rotation-under-way.ts'
import { staleUrl } from './config-vars/stale-url.ts'
import { forgottenGrant } from './database/c-forgotten-grant.ts'
import { databaseDown } from './database/database-down.ts'
import { ownerOwnsEveryRelation } from './database/foreign-owned-relation.ts'
import { loginRefused } from './database/login-refused.ts'
import { privilegeDrift } from './database/privilege-drift.ts'
import type { FailureMode } from './failure-mode.ts'
import { deniedBefore, deniedByPolicy } from './log/failure-modes.ts'
import { rdsPassword } from './provisioning/a-rds-password.ts'
import { credentialStillProvisioning } from './provisioning/credential.ts'
import { credentialUnavailable } from './provisioning/credential-unavailable.ts'
import { halfProvisioned } from './provisioning/half-provisioned.ts'
import { planAllowsCredentials } from './provisioning/plan.ts'
import { roleMissing } from './provisioning/role-missing.ts'

/** Every failure mode that can be told from outside, in the order in which they are looked for: roots before symptoms. */
export const failureModes: readonly FailureMode[] = [
  databaseDown,
  planAllowsCredentials,
  rdsPassword,
  credentialStillProvisioning,
  rotationUnderWay,
  halfProvisioned,
  roleMissing,
  credentialUnavailable,
  flagUnknown,
  missingUrl,
  staleUrl,
  ownerOwnsEveryRelation,
  forgottenGrant,
  privilegeDrift,
  loginRefused,
  deniedByPolicy,
  deniedBefore,
  noDynosAtAll,
  appIgnoresFlag,
  everySessionIsKnown,
  onlyTheRoleRan,
  appUnhealthy,
  appUnhealthyOnOwner,
]
