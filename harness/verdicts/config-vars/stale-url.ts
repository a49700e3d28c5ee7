import type { Finding } from '../../evidence/finding.ts'
import type { Credential } from '../../heroku/app.ts'
import { isCredentialUser } from '../../observations/database/credential-roles.ts'
import { type Settings, saidOf, urlOf } from '../../observations/settings.ts'
import { seeing } from '../../observations/sight.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { credentialIsActive } from '../provisioning/credential.ts'
import { provision } from '../remedies.ts'
import type { Names, Rule } from '../rule.ts'
import { restrictedUrlFindings } from './restricted-url.ts'

interface Facts {
  readonly settings: Settings
  readonly credential: Credential
}

/** The config var holds the URL that the credential has now, in whatever spelling. */
export const urlIsTheCredentials: Rule<Facts> = {
  observe: seeing('settings', 'credential'),
  judge({ settings, credential }, asked) {
    const active = credentialIsActive.judge(credential, asked)
    if (active.length > 0) return active
    const stale = staleFindings({ settings, credential }, asked.subject)
    return stale.length > 0 ? stale : restrictedUrlFindings(settings, asked.subject)
  },
  saw: ({ settings, credential }, { subject }) =>
    credential.state === 'active'
      ? `${subject.configVars.restricted} is ${saidOf(settings.restricted)}`
      : `credential ${subject.role}: ${credential.said}`,
  // A config var is what it was set to as soon as Heroku has answered; the credential may take its time.
  underWay: ({ credential }) => credential.state === 'not-active',
}

/** The config var holds a URL that the credential had once: a rotation does not reach a var that was set by hand (F10). */
export const staleUrl: FailureMode<Facts> = {
  id: 'stale-url',
  title: ({ configVars }) => `${configVars.restricted} is the URL that the credential has now`,
  symptom: ({ configVars }) => `${configVars.restricted} is an old URL of the credential`,
  tell: 'operator',
  explainedBy: ['rotation-under-way'],
  observe: (sight) => urlIsTheCredentials.observe(sight),
  judge: (facts, { subject }) => staleFindings(facts, subject),
  saw: () => '',
}

/** A finding where the var is the role's, the credential is active, and they are not the same: it says in which part. */
function staleFindings({ settings, credential }: Facts, names: Names): Finding[] {
  const url = urlOf(settings.restricted)
  if (!url || !isCredentialUser(url.user, names.role)) return []
  if (credential.state !== 'active') return []
  const parts = url.differsIn(credential.url)
  if (parts.length === 0) return []
  return [
    diagnosisFinding({
      code: 'stale-url',
      object: names.configVars.restricted,
      expected: `the credential's present URL, ${credential.url.toString()}`,
      found: `${url.toString()}, which differs in the ${parts.join(', ')}`,
      help: 'Set it again from the credential (Step 3), or attach the credential, which follows a rotation: `heroku addons:attach … --credential`.',
      remedy: provision(names),
    }),
  ]
}
