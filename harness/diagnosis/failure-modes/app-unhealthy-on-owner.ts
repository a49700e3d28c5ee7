import { dynoFindings } from '../dynos.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { healthFindings } from '../health.ts'
import { isSwitchedOn } from '../provisioning.ts'

/** The app is down though it is on the owner: whatever is the matter with the role is not the reason. */
export const appUnhealthyOnOwner: FailureMode = {
  id: 'app-unhealthy-on-owner',
  title: 'The app answers on the owner, and every dyno runs the newest release',
  tell: 'feature-developer',
  explainedBy: ['database-down'],
  async look(scene) {
    if (await isSwitchedOn(scene.app)) {
      scene.note('it is not meant to be on the owner')
      return []
    }
    const help = 'The app is not on the role, so there is nothing to roll back: tell feature-developer.'
    const unhealthy = (await healthFindings(scene)).map(({ object, expected, found }) =>
      diagnosisFinding({ code: 'app-unhealthy', object, expected, found, help }),
    )
    return [...(await dynoFindings(scene)), ...unhealthy]
  },
}
