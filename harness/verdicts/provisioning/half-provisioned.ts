import type { Credential, Releases } from '../../heroku/app.ts'
import type { CredentialRoles } from '../../observations/database/credential-roles.ts'
import type { Privileges } from '../../observations/privileges.ts'
import { type Settings, urlOf } from '../../observations/settings.ts'
import { seeing } from '../../observations/sight.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { provision } from '../remedies.ts'
import type { Names } from '../rule.ts'
import { timesChanged } from '../switches.ts'

interface Facts {
  readonly settings: Settings
  /** Not asked for where the flag is on. */
  readonly releases?: Releases
  readonly credential: Credential
  readonly roles: CredentialRoles
  readonly privileges: Privileges
}

/** Provisioning was begun and not ended. An app on which nobody has begun is well as it is. */
export const halfProvisioned: FailureMode<Facts> = {
  id: 'half-provisioned',
  title: () => 'Provisioning is done, or not begun',
  symptom: () => 'Provisioning was begun and is not done',
  tell: 'operator',
  isPhase: true,
  explainedBy: ['a-rds-password', 'credential-still-provisioning'],
  async observe(sight) {
    const seen = await seeing('settings', 'credential', 'roles', 'privileges')(sight)
    return seen.settings.flag === 'on' ? seen : { ...seen, releases: await sight.releases() }
  },
  judge(facts, { subject }) {
    if (wasSwitchedOn(facts, subject) || isUntouched(facts)) return []
    const open = stepsOf(facts, subject).filter(({ done }) => !done)
    if (open.length === 0) return []
    return [
      diagnosisFinding({
        code: 'half-provisioned',
        object: subject.app,
        expected: 'Steps 2 to 4 done, or none of them',
        found: `not done: ${open.map(({ name }) => name).join('; ')}`,
        help: 'Go on with provisioning: steps that are done are left alone.',
        remedy: provision(subject),
      }),
    ]
  },
  saw: (facts, { subject }) =>
    !wasSwitchedOn(facts, subject) && isUntouched(facts) ? 'not provisioned, and nothing of it begun' : '',
}

/**
 * Whether the app is on the role or was: a flag that is not on and that more than one release changed has been on between.
 * One release alone may have set it off beforehand, as on prod while staging soaks (finding F7).
 */
function wasSwitchedOn({ settings, releases }: Facts, { configVars, flagValues }: Names): boolean {
  if (settings.flag === 'on') return true
  // A restricted URL that switches the app by itself is never set off beforehand.
  const beforehand = flagValues ? 1 : 0
  return releases !== undefined && timesChanged(releases, configVars.flag) > beforehand
}

function isUntouched({ credential, settings, roles }: Facts): boolean {
  return (
    credential.state === 'unavailable' && urlOf(settings.restricted) === undefined && roles.role === 'missing'
  )
}

function stepsOf(
  { credential, settings, roles, privileges }: Facts,
  { role, configVars, flagValues }: Names,
): { done: boolean; name: string }[] {
  const exists = roles.role !== 'missing'
  const active = credential.state === 'active'
  const differences = privileges.differences.length
  const url = urlOf(settings.restricted)
  return [
    { done: active && exists, name: `Step 2, the credential ${role}` },
    ...(flagValues
      ? [
          {
            done: active && url !== undefined && url.equals(credential.url),
            name: `Step 3, ${configVars.restricted}`,
          },
        ]
      : []),
    {
      done: exists && differences === 0,
      name: `Step 4, the grants (${differences} difference(s) from the policy)`,
    },
  ]
}
