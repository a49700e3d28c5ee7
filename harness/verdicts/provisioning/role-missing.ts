import { CouldNotLook } from '../../evidence/could-not-look.ts'
import type { Credential } from '../../heroku/app.ts'
import { HerokuCliError } from '../../heroku/cli-error.ts'
import type { LogLine } from '../../heroku/log/log-line.ts'
import type { CredentialRoles } from '../../observations/database/credential-roles.ts'
import { type Settings, urlOf } from '../../observations/settings.ts'
import { seeing } from '../../observations/sight.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { provision, rollback } from '../remedies.ts'

interface Facts {
  readonly credential: Credential
  readonly settings: Settings
  readonly roles: CredentialRoles
  /** The lesser evidence: without it the rest stands all the same. */
  readonly lines: readonly LogLine[]
}

/** The app is set up for a role that Postgres does not have: it was dropped, or never made. */
export const roleMissing: FailureMode<Facts> = {
  id: 'role-missing',
  title: ({ role }) => `${role} is there, if the app is set up for it`,
  symptom: ({ role }) => `The role ${role} is gone, and the app is set up for it`,
  tell: 'operator',
  explainedBy: ['credential-still-provisioning'],
  async observe(sight) {
    const seen = await seeing('credential', 'settings', 'roles')(sight)
    const lines = seen.roles.role === 'missing' ? await linesIfAny(sight.log) : []
    return { ...seen, lines }
  },
  judge({ credential, settings, roles, lines }, { subject }) {
    const wanted =
      credential.state !== 'unavailable' || urlOf(settings.restricted) !== undefined || settings.flag === 'on'
    if (!wanted || roles.role !== 'missing') return []
    const line = lines.findLast(({ text }) => namesTheRole(subject.role).test(text))
    const known = credential.state === 'active'
    return [
      diagnosisFinding({
        code: 'role-missing',
        object: subject.role,
        expected: 'a row in pg_roles',
        found: `Postgres has no role ${subject.role}; Heroku's credential is ${known ? 'active' : `not there (${credential.said.split('\n')[0]})`}${line ? `; the log: ${line.text}` : ''}`,
        help: known
          ? "Take the app off the role, then escalate to the operator: the role went behind Heroku's back, so pg:credentials:create would answer that it already exists."
          : 'Roll back if the app is down, then provision again: Steps 2 to 5.',
        remedy: known ? rollback(subject) : provision(subject),
      }),
    ]
  },
  saw: () => '',
}

async function linesIfAny(log: () => Promise<{ lines: readonly LogLine[] }>): Promise<readonly LogLine[]> {
  try {
    return (await log()).lines
  } catch (error) {
    if (error instanceof CouldNotLook || error instanceof HerokuCliError) return []
    throw error
  }
}

/** A login is refused in words that do not tell a missing role from a wrong password (SQLSTATE 28P01); a GRANT's do (42704). */
const namesTheRole = (role: string): RegExp =>
  new RegExp(`role "${role}" does not exist|password authentication failed for user "${role}"`, 'i')
