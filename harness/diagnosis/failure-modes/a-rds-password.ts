import { runbook } from '../../../runbook.config.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { logLines } from '../log.ts'
import { roleExists } from '../provisioning.ts'

const { role } = runbook

/** What RDS says (Amazon RDS User Guide, Delegating and controlling user password management). */
const refusal = /must be a member of rds_password to alter passwords/

/** Somebody tries to make the role by SQL, or has. Once Heroku has the credential, the lines in the log are history. */
export const rdsPassword: FailureMode = {
  id: 'a-rds-password',
  letter: 'A',
  title: `Nothing makes ${role} by SQL, which only the platform may`,
  tell: 'operator',
  explainedBy: [],
  async look({ app, owner, subject }) {
    const credential = await app.credential(role)
    if (credential.state !== 'unavailable' || !credential.said.includes('not_found')) return []
    const about = { object: role, expected: 'a credential that Heroku has made' }
    if (await roleExists(owner)) {
      return [
        diagnosisFinding({
          ...about,
          code: 'role-by-sql',
          found: `${role} is in pg_roles, and Heroku has no credential of it: ${credential.said.split('\n')[0]}`,
          help: 'Escalate to the operator, who decides what becomes of a role made by hand. If the app is on it and fails, take it off.',
          fix: `pnpm rollback --env ${subject.environment}`,
        }),
      ]
    }
    const refused = (await logLines(app)).filter(({ text }) => refusal.test(text))
    if (refused.length === 0) return []
    return [
      diagnosisFinding({
        ...about,
        code: 'password-by-sql',
        found: `none (${credential.said.split('\n')[0]}), and ${refused.length} line(s) in the log, the last: ${refused.at(-1)?.text}`,
        help: 'Take CREATE ROLE … PASSWORD out of the migration or script, and let Heroku make the role: Step 2.',
        fix: `heroku pg:credentials:create DATABASE --name ${role} -a ${app.name}`,
      }),
    ]
  },
}
