import { runbook } from '../../../runbook.config.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { privilegeFindings, provisionCommand, roleExists, wasSwitchedOn } from '../provisioning.ts'

const { role, configVars } = runbook

/** Provisioning was begun and not ended. An app on which nobody has begun is well as it is. */
export const halfProvisioned: FailureMode = {
  id: 'half-provisioned',
  title: 'Provisioning is done, or not begun',
  tell: 'operator',
  isPhase: true,
  explainedBy: ['a-rds-password', 'credential-still-provisioning'],
  async look(scene) {
    const { app, owner, note } = scene
    if (await wasSwitchedOn(app)) return []
    const credential = await app.credential(role)
    const url = (await app.configVars()).url(configVars.restricted)
    const exists = await roleExists(owner)
    if (credential.state === 'unavailable' && !url && !exists) {
      note('not provisioned, and nothing of it begun')
      return []
    }
    const differences = exists ? (await privilegeFindings(scene)).length : 0
    const steps = [
      { done: credential.state === 'active' && exists, name: `Step 2, the credential ${role}` },
      {
        done: credential.state === 'active' && url?.equals(credential.url),
        name: `Step 3, ${configVars.restricted}`,
      },
      {
        done: exists && differences === 0,
        name: `Step 4, the grants (${differences} difference(s) from the policy)`,
      },
    ]
    const open = steps.filter(({ done }) => !done).map(({ name }) => name)
    if (open.length === 0) return []
    return [
      diagnosisFinding({
        code: 'half-provisioned',
        object: app.name,
        expected: 'Steps 2 to 4 done, or none of them',
        found: `not done: ${open.join('; ')}`,
        help: 'Go on with provisioning: steps that are done are left alone.',
        fix: provisionCommand(scene),
      }),
    ]
  },
}
