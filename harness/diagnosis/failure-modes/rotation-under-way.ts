import { runbook } from '../../../runbook.config.ts'
import { rotatingUser } from '../credential-user.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { provisionCommand, roleExists } from '../provisioning.ts'

const { role, configVars } = runbook

/** Two users log in for the credential until a rotation ends, and the var is of the one whose password is going. */
export const rotationUnderWay: FailureMode = {
  id: 'rotation-under-way',
  title: `No rotation of the credential leaves ${configVars.restricted} behind`,
  tell: 'operator',
  explainedBy: [],
  async look(scene) {
    const { app, owner, note } = scene
    const credential = await app.credential(role)
    const given = credential.state === 'active' && credential.url.user === rotatingUser
    if (!given && !(await roleExists(owner, rotatingUser))) return []
    const url = (await app.configVars()).url(configVars.restricted)
    if (credential.state === 'active' && url?.equals(credential.url)) {
      note(`a rotation is under way, and ${configVars.restricted} follows it: ${url.toString()}`)
      return []
    }
    return [
      diagnosisFinding({
        code: 'rotation-under-way',
        object: rotatingUser,
        expected: `one user, ${role}`,
        found: `${given ? `Heroku gives out the URL of ${rotatingUser}` : `${rotatingUser} is in pg_roles`}; ${configVars.restricted} is ${url?.toString() ?? 'not set'}`,
        help: 'Set the var from the credential now, and again when the rotation has ended. Both users are members of the role: do not judge by the name.',
        fix: provisionCommand(scene),
      }),
    ]
  },
}
