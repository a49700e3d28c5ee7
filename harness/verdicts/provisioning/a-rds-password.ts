import type { Credential } from '../../heroku/app.ts'
import type { CredentialRoles } from '../../observations/database/credential-roles.ts'
import type { LogReading } from '../../observations/log-reading.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { heroku, rollback } from '../remedies.ts'

/**
 * What Postgres says to a role made by SQL: on RDS (Amazon RDS User Guide, Delegating and controlling user password
 * management), and where the owner may not make roles at all (SQLSTATE 42501).
 */
const refusal = /must be a member of rds_password to alter passwords|permission denied to create role/

/** Somebody tries to make the role by SQL, or has. Once Heroku has the credential, the lines in the log are history. */
export const rdsPassword: FailureMode<{ credential: Credential; roles?: CredentialRoles; log?: LogReading }> =
  {
    id: 'a-rds-password',
    letter: 'A',
    title: ({ role }) => `Nobody makes ${role} by SQL, which only the platform may`,
    symptom: ({ role }) => `${role} was made by SQL, or somebody tries to: only the platform may`,
    tell: 'operator',
    explainedBy: [],
    async observe(sight) {
      const credential = await sight.credential()
      if (!isUnknownToHeroku(credential)) return { credential }
      const roles = await sight.roles()
      return roles.role === 'missing' ? { credential, roles, log: await sight.log() } : { credential, roles }
    },
    judge({ credential, roles, log }, { subject }) {
      if (!isUnknownToHeroku(credential) || !roles) return []
      const [said] = credential.said.split('\n')
      const about = { object: subject.role, expected: 'a credential that Heroku has made' }
      if (roles.role !== 'missing') {
        return [
          diagnosisFinding({
            ...about,
            code: 'role-by-sql',
            found: `${subject.role} is in pg_roles, and Heroku has no credential of it: ${said}`,
            help: 'Escalate to the operator, who decides what becomes of a role made by hand. If the app is on it and fails, take it off.',
            remedy: rollback(subject),
          }),
        ]
      }
      const refused = (log?.lines ?? []).filter(({ text }) => refusal.test(text))
      if (refused.length === 0) return []
      return [
        diagnosisFinding({
          ...about,
          code: 'password-by-sql',
          found: `none (${said}), and ${refused.length} line(s) in the log, the last: ${refused.at(-1)?.text}`,
          help: 'Take CREATE ROLE … PASSWORD out of the migration or script, and let Heroku make the role: Step 2.',
          remedy: heroku(subject, `pg:credentials:create ${subject.database} --name ${subject.role}`),
        }),
      ]
    },
    saw: () => '',
  }

function isUnknownToHeroku(credential: Credential): credential is Exclude<Credential, { state: 'active' }> {
  return credential.state === 'unavailable' && credential.said.includes('not_found')
}
