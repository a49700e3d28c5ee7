import type { Credential } from '../../heroku/app.ts'
import { type CredentialRoles, rotatingUser } from '../../observations/database/credential-roles.ts'
import { type Settings, saidOf, urlOf } from '../../observations/settings.ts'
import { seeing } from '../../observations/sight.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { provision } from '../remedies.ts'
import type { Names } from '../rule.ts'

interface Facts {
  readonly credential: Credential
  readonly roles: CredentialRoles
  readonly settings: Settings
}

/** Two users log in for the credential until a rotation ends, and the var is of the one whose password is going. */
export const rotationUnderWay: FailureMode<Facts> = {
  id: 'rotation-under-way',
  title: ({ configVars }) => `No rotation of the credential leaves ${configVars.restricted} behind`,
  symptom: ({ configVars }) =>
    `The credential is being rotated, and ${configVars.restricted} does not follow`,
  tell: 'operator',
  explainedBy: [],
  observe: seeing('credential', 'settings', 'roles'),
  judge(facts, { subject }) {
    if (!isUnderWay(facts, subject) || follows(facts)) return []
    const temporary = rotatingUser(subject.role)
    return [
      diagnosisFinding({
        code: 'rotation-under-way',
        object: temporary,
        expected: `one user, ${subject.role}`,
        found: `${isGivenOut(facts, subject) ? `Heroku gives out the URL of ${temporary}` : `${temporary} is in pg_roles`}; ${subject.configVars.restricted} is ${saidOf(facts.settings.restricted)}`,
        help: 'Set the var from the credential now, and again when the rotation has ended. Both users are members of the role: do not judge by the name.',
        remedy: provision(subject),
      }),
    ]
  },
  saw: (facts, { subject }) =>
    isUnderWay(facts, subject) && follows(facts)
      ? `a rotation is under way, and ${subject.configVars.restricted} follows it: ${saidOf(facts.settings.restricted)}`
      : '',
}

function isGivenOut({ credential }: Facts, { role }: Names): boolean {
  return credential.state === 'active' && credential.url.user === rotatingUser(role)
}

function isUnderWay(facts: Facts, names: Names): boolean {
  return isGivenOut(facts, names) || facts.roles.rotating
}

function follows({ credential, settings }: Facts): boolean {
  return credential.state === 'active' && urlOf(settings.restricted)?.equals(credential.url) === true
}
