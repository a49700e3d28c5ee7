import type { Finding } from '../../evidence/finding.ts'
import { isCredentialUser } from '../../observations/database/credential-roles.ts'
import { type Settings, saidOf, urlOf } from '../../observations/settings.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { provision } from '../remedies.ts'
import type { Names, Rule } from '../rule.ts'

/** The restricted URL is set, can be read, and names the credential's user. */
export const restrictedUrlIsTheRoles: Rule<Settings> = {
  observe: ({ settings }) => settings(),
  judge: (settings, { subject }) => restrictedUrlFindings(settings, subject),
  saw: ({ restricted }, { subject }) => `${subject.configVars.restricted}: ${saidOf(restricted)}`,
}

/** A finding where it is not so, and should be. `postgresql://` is the same as `postgres://` (PostgreSQL documentation, "Connection URIs"). */
export function restrictedUrlFindings({ restricted }: Pick<Settings, 'restricted'>, names: Names): Finding[] {
  // Without a flag, an app that is not on the role has no such URL.
  if (restricted.is === 'unset' && names.flagValues === undefined) return []
  const url = urlOf(restricted)
  if (url && isCredentialUser(url.user, names.role)) return []
  return [
    diagnosisFinding({
      code: restricted.is === 'unset' ? 'restricted-url-missing' : 'restricted-url-wrong',
      object: names.configVars.restricted,
      expected: `postgres://${names.role}:…`,
      found: saidOf(restricted),
      help: 'Set it again from the credential: Step 3.',
      remedy: provision(names),
      failureMode: 'D',
    }),
  ]
}
