import { dynoFindings } from '../dynos.ts'
import type { FailureMode } from '../failure-mode.ts'
import { healthFindings } from '../health.ts'
import { isSwitchedOn } from '../provisioning.ts'

/** The app is down on the role, and none of the reasons this runbook knows is there. */
export const appUnhealthy: FailureMode = {
  id: 'app-unhealthy',
  title: 'The app answers on the role, and every dyno runs the newest release',
  tell: 'feature-developer',
  explainedBy: [
    'a-rds-password',
    'database-down',
    'role-missing',
    'stale-url',
    'rotation-under-way',
    'login-refused',
    'foreign-owned-relation',
    'c-forgotten-grant',
    'd-missing-url',
    'privilege-drift',
    'denied-by-policy',
  ],
  async look(scene) {
    if (!(await isSwitchedOn(scene.app))) {
      scene.note('it is not on the role')
      return []
    }
    return [...(await dynoFindings(scene)), ...(await healthFindings(scene))]
  },
}
