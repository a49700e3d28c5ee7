import { runbook } from '../../../runbook.config.ts'
import { rotatingUser } from '../credential-user.ts'
import type { FailureMode } from '../failure-mode.ts'
import { provisionCommand, roleExists } from '../provisioning.ts'

const { role, configVars } = runbook

/** A rotation has begun and not ended: two users log in for the credential, and the old one's password is going. */
export const rotationUnderWay: FailureMode = {
  id: 'rotation-under-way',
  title: 'No rotation of the credential is under way',
  tell: 'operator',
  explainedBy: [],
  async look(scene) {
    const { app, owner } = scene
    const credential = await app.credential(role)
    const given = credential.state === 'active' && credential.url.user === rotatingUser
    if (!given && !(await roleExists(owner, rotatingUser))) return []
    const user = (await app.configVars()).url(configVars.restricted)?.user
    return [
      {
        code: 'rotation-under-way',
        object: rotatingUser,
        expected: `one user, ${role}`,
        found: `${given ? `Heroku gives out the URL of ${rotatingUser}` : `${rotatingUser} is in pg_roles`}; ${configVars.restricted} logs in as ${user ?? 'nobody'}`,
        consequence: `When it ends, a ${configVars.restricted} that was set by hand stops to work.`,
        help: 'Set the var from the credential now, and again when the rotation has ended. Both users are members of the role: do not judge by the name.',
        fix: provisionCommand(scene),
      },
    ]
  },
}
