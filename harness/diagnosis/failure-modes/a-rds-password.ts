import { runbook } from '../../../runbook.config.ts'
import type { FailureMode } from '../failure-mode.ts'
import { logLines } from '../log.ts'

const { role } = runbook

/** What RDS says (Amazon RDS User Guide, Delegating and controlling user password management). */
const refusal = /must be a member of rds_password to alter passwords/

/** Somebody tries to make the role by SQL. Once Heroku has the credential, the lines are history. */
export const rdsPassword: FailureMode = {
  id: 'a-rds-password',
  letter: 'A',
  title: `Nothing tries to make ${role} by SQL, which only the platform may`,
  tell: 'operator',
  explainedBy: [],
  async look({ app }) {
    const credential = await app.credential(role)
    if (credential.state !== 'unavailable') return []
    const refused = (await logLines(app)).filter(({ text }) => refusal.test(text))
    if (refused.length === 0) return []
    return [
      {
        code: 'password-by-sql',
        object: role,
        expected: 'a credential that Heroku has made',
        found: `no credential (${credential.said.split('\n')[0]}), and ${refused.length} line(s) in the log, the last: ${refused.at(-1)?.text}`,
        consequence: 'The role is not made: the owner is not in rds_password, and cannot be.',
        help: 'Take CREATE ROLE … PASSWORD out of the migration or script, and let Heroku make the role: Step 2.',
        fix: `heroku pg:credentials:create DATABASE --name ${role} -a ${app.name}`,
      },
    ]
  },
}
