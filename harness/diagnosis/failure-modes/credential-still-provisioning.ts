import { runbook } from '../../../runbook.config.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'

const { role } = runbook

/** Heroku has the credential and it is not active: `pg:credentials:create` ends before it is. */
export const credentialStillProvisioning: FailureMode = {
  id: 'credential-still-provisioning',
  title: 'The credential is active, or nobody has asked for it',
  tell: 'operator',
  explainedBy: [],
  async look({ app }) {
    const credential = await app.credential(role)
    if (credential.state !== 'not-active') return []
    return [
      diagnosisFinding({
        code: 'credential-not-active',
        object: role,
        expected: 'an active credential',
        found: credential.said,
        help: 'Wait until the command gives a URL, which takes seconds to minutes, and go on with Step 3. If it takes longer, escalate to the operator.',
        fix: `heroku pg:credentials:url DATABASE --name ${role} -a ${app.name}`,
      }),
    ]
  },
}
