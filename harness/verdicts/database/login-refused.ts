import { isCredentialUser } from '../../observations/database/credential-roles.ts'
import type { Login } from '../../observations/database/login.ts'
import { type Settings, urlOf } from '../../observations/settings.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { heroku } from '../remedies.ts'

/** The role is there and the var is the credential's, and Postgres does not let it in: changed behind Heroku's back. */
export const loginRefused: FailureMode<{ settings: Settings; login?: Login }> = {
  id: 'login-refused',
  title: ({ configVars }) => `Postgres lets ${configVars.restricted} log in`,
  symptom: ({ configVars }) => `Postgres refuses the login by ${configVars.restricted}`,
  tell: 'operator',
  explainedBy: ['role-missing', 'stale-url', 'rotation-under-way', 'privilege-drift', 'database-down'],
  async observe(sight) {
    const settings = await sight.settings()
    const user = urlOf(settings.restricted)?.user
    const isTheRoles = user !== undefined && isCredentialUser(user, sight.asked.subject.role)
    return isTheRoles ? { settings, login: await sight.login() } : { settings }
  },
  judge({ login }, { subject }) {
    if (login?.is !== 'refused') return []
    return [
      diagnosisFinding({
        code: 'login-refused',
        object: subject.configVars.restricted,
        expected: `a session of ${subject.role}`,
        found: `${login.code}: ${login.message}`,
        help: "The password was changed behind Heroku's back: have Heroku set a new one, then set the var from it (Step 3).",
        remedy: heroku(
          subject,
          `pg:credentials:rotate ${subject.database} --name ${subject.role} --confirm ${subject.app}`,
        ),
      }),
    ]
  },
  saw: () => '',
}
