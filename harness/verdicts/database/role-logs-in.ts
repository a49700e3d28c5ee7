import type { CredentialRoles } from '../../observations/database/credential-roles.ts'
import type { Login } from '../../observations/database/login.ts'
import { restrictedUrlFindings } from '../config-vars/restricted-url.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { diagnose, heroku, provision, type Remedy } from '../remedies.ts'
import type { Names, Rule } from '../rule.ts'

const anotherPassword = (names: Names): Remedy =>
  heroku(names, `pg:credentials:rotate ${names.database} --name ${names.role} --confirm ${names.app}`)

/** The role is in `pg_roles`, and may log in. */
export const roleIsThere: Rule<CredentialRoles> = {
  observe: ({ roles }) => roles(),
  judge({ role }, { subject }) {
    if (role === 'can log in') return []
    return [
      diagnosisFinding({
        code: role === 'missing' ? 'role-missing' : 'login-refused',
        object: subject.role,
        expected: 'a row in pg_roles with rolcanlogin',
        ...(role === 'missing'
          ? {
              found: `Postgres has no role ${subject.role}`,
              help: 'It was never made, and provisioning makes it; or it was dropped behind Heroku, and provisioning cannot make it again: the diagnosis tells which.',
              remedy: diagnose(subject),
            }
          : {
              found: 'the role is there, and may not log in: NOLOGIN',
              help: "It was changed behind Heroku, and neither the owner nor a provisioning gives it back: have Heroku make the credential's password anew; where the role still may not log in, tell Heroku's support.",
              remedy: anotherPassword(subject),
            }),
      }),
    ]
  },
  saw: ({ role }, { subject }) => `${subject.role}: ${role}`,
}

/** Postgres lets the restricted URL in, as a member of the role: a rotation logs in by a second user (F10). */
export const restrictedUrlLogsIn: Rule<Login> = {
  observe: ({ login }) => login(),
  judge(login, { subject }) {
    if (login.is === 'let in' && login.member) return []
    if (login.is === 'no URL') return restrictedUrlFindings({ restricted: login.instead }, subject)
    return [
      diagnosisFinding({
        code: 'login-refused',
        object: subject.configVars.restricted,
        expected: `a session of ${subject.role}`,
        found: login.is === 'let in' ? `a session of ${login.as}` : `${login.code}: ${login.message}`,
        help: 'Set the var from the credential again (Step 3); where Postgres still refuses it, have Heroku set a new password first.',
        remedy: login.is === 'let in' ? provision(subject) : anotherPassword(subject),
      }),
    ]
  },
  saw: (login) => (login.is === 'let in' ? `logged in as ${login.as}` : ''),
}
