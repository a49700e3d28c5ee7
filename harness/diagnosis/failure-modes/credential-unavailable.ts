import { runbook } from '../../../runbook.config.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'

const { role, configVars } = runbook

/** The app is set up for the credential, and Heroku does not give it out: a reason the runbook does not cover (R27). */
export const credentialUnavailable: FailureMode = {
  id: 'credential-unavailable',
  title: 'Heroku gives out the credential that the app is set up for',
  tell: 'operator',
  explainedBy: ['a-rds-password', 'role-missing', 'b-essential-plan', 'half-provisioned'],
  async look({ app, subject }) {
    const credential = await app.credential(role)
    if (credential.state !== 'unavailable') return []
    const vars = await app.configVars()
    if (vars.url(configVars.restricted) === undefined && vars.get(configVars.flag) !== '1') return []
    return [
      diagnosisFinding({
        code: 'credential-unavailable',
        object: role,
        expected: 'an active credential',
        found: `Heroku says: ${credential.said}`,
        help: 'Take the app off the role if it fails, then escalate to the operator with what Heroku says. The role is not to be dropped.',
        fix: `pnpm rollback --env ${subject.environment}`,
      }),
    ]
  },
}
