import type { Credential } from '../../heroku/app.ts'
import { type Settings, urlOf } from '../../observations/settings.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { rollback } from '../remedies.ts'

/** The app is set up for the credential, and Heroku does not give it out: a reason the runbook does not cover (R27). */
export const credentialUnavailable: FailureMode<{ credential: Credential; settings?: Settings }> = {
  id: 'credential-unavailable',
  title: () => 'Heroku gives out the credential that the app is set up for',
  symptom: ({ role }) => `Heroku does not give out the credential ${role}, which the app is set up for`,
  tell: 'operator',
  explainedBy: ['a-rds-password', 'role-missing', 'b-essential-plan', 'half-provisioned'],
  async observe(sight) {
    const credential = await sight.credential()
    return credential.state === 'unavailable'
      ? { credential, settings: await sight.settings() }
      : { credential }
  },
  judge({ credential, settings }, { subject }) {
    if (credential.state !== 'unavailable' || !settings) return []
    if (urlOf(settings.restricted) === undefined && settings.flag !== 'on') return []
    return [
      diagnosisFinding({
        code: 'credential-unavailable',
        object: subject.role,
        expected: 'an active credential',
        found: `Heroku says: ${credential.said}`,
        help: 'Take the app off the role if it fails, then escalate to the operator with what Heroku says. The role is not to be dropped.',
        remedy: rollback(subject),
      }),
    ]
  },
  saw: () => '',
}
