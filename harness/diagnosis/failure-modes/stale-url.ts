import { runbook } from '../../../runbook.config.ts'
import { isCredentialUser } from '../credential-user.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { provisionCommand } from '../provisioning.ts'

const { role, configVars } = runbook

/** The config var holds a URL that the credential had once: a rotation does not reach a var that was set by hand (F10). */
export const staleUrl: FailureMode = {
  id: 'stale-url',
  title: `${configVars.restricted} is the URL that the credential has now`,
  tell: 'operator',
  explainedBy: ['rotation-under-way'],
  async look(scene) {
    const { app } = scene
    const url = (await app.configVars()).url(configVars.restricted)
    const credential = await app.credential(role)
    if (!url || !isCredentialUser(url.user)) return []
    if (credential.state !== 'active' || url.equals(credential.url)) return []
    const elsewhere = url.address !== credential.url.address
    return [
      diagnosisFinding({
        code: 'stale-url',
        object: configVars.restricted,
        expected: elsewhere ? credential.url.toString() : 'the present password of the credential',
        found: elsewhere ? url.toString() : `another one: ${url.toString()}`,
        help: 'Set it again from the credential (Step 3), or attach the credential, which follows a rotation: `heroku addons:attach … --credential`.',
        fix: provisionCommand(scene),
      }),
    ]
  },
}
