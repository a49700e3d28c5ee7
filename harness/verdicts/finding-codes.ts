import type { Finding } from '../evidence/finding.ts'
import type { Remedy } from './remedies.ts'

/**
 * Every code a finding about the app or its platform can have, and what goes wrong while it stays so. A code is stable:
 * other people's scripts read it. Each has a page `docs/findings/<code>.md`.
 */
export const diagnosisCodes = {
  'essential-plan': 'pg:credentials:create is refused: the role cannot be made.',
  'unknown-plan': 'Whether pg:credentials:create works on it is not known.',
  'credential-not-active': 'There is no URL yet, and maybe no role: Step 3 has nothing to set.',
  'credential-unavailable':
    'The URL cannot be set anew, and the one that is set may stop working at any time.',
  'password-by-sql': 'The role is not made: the owner is not in rds_password, and cannot be.',
  'role-by-sql':
    'Heroku does not know the role: it has no URL, no rotation and no password that anybody could look up.',
  'role-missing': 'Every login by the restricted URL is refused: with the flag at 1 the app is down.',
  'rotation-under-way': 'The login that the config var holds ends with the rotation.',
  'half-provisioned': 'The app runs as the owner, as before: setting the flag to 1 now would break it.',
  'restricted-url-missing': 'With the flag at 1 the app runs as the owner.',
  'restricted-url-wrong': 'With the flag at 1 the app runs as another role, or not at all.',
  'stale-url': 'The app works until its sessions end, and cannot log in after that.',
  'login-refused': 'With the flag at 1 the app is down.',
  'flag-out-of-phase':
    'The app is not on the role the phase asks for: a soak at 0 proves nothing, and 1 before its time is a cutover.',
  'flag-unknown': 'Nobody can say whose credential the app takes: that is up to how it reads its flag.',
  'app-connects-as-owner':
    'Whatever holds that session can alter the schema, rewrite the audit trail and stamp migrations.',
  'app-connects-as-role': 'The app does not follow its flag, so the way back does not work either.',
  'unknown-session': 'Somebody reaches the data whom neither the policy nor this runbook accounts for.',
  'no-dynos': 'Nobody is served, and a soak without dynos puts no request through the role.',
  'dyno-not-current': 'The app is down, or runs with config vars from before.',
  'app-unhealthy': "The app's users see errors.",
  'database-down': 'The app fails whichever credential it uses: the role is not the reason.',
  'denied-in-log': 'Requests that touch it fail.',
  'smoke-failed': 'Something the app does for its users does not work on the restricted role.',
  'role-changed': 'Going forward again takes more than one config:set.',
} as const satisfies Record<string, Finding['consequence']>

export type DiagnosisCode = keyof typeof diagnosisCodes

/** What is particular to a finding: the rest follows from its code and its remedy. */
interface Particulars extends Omit<Finding, 'code' | 'consequence' | 'fix' | 'fixKind'> {
  readonly code: DiagnosisCode
  readonly remedy?: Remedy | undefined
}

/** Returns the finding in full. */
export function diagnosisFinding({ remedy, ...particulars }: Particulars): Finding {
  return {
    ...particulars,
    consequence: diagnosisCodes[particulars.code],
    help: [particulars.help, remedy?.needs].filter((text) => text !== undefined).join(' '),
    ...(remedy && { fix: remedy.command, fixKind: remedy.kind }),
  }
}
