import type { Releases } from '../../heroku/app.ts'
import { isCredentialUser } from '../../observations/database/credential-roles.ts'
import { heldAgainst } from '../../observations/database/earlier-counts.ts'
import type { Sessions } from '../../observations/database/sessions.ts'
import type { Counts } from '../../observations/database/statements.ts'
import type { Asked } from '../../observations/observations.ts'
import type { Settings } from '../../observations/settings.ts'
import { seeing } from '../../observations/sight.ts'
import { verify } from '../remedies.ts'
import type { Rule } from '../rule.ts'
import { changeOf, phaseOf } from '../switches.ts'
import { saidOfLook } from './ran-since.ts'

interface Facts {
  readonly settings: Settings
  readonly releases: Releases
  readonly sessions: Sessions
  readonly earlier: readonly Counts[]
}

/**
 * The role has run statements since the last look, or since the counts began: an app that does nothing meets no denial either
 * (R37). Nothing of it is amiss; a soak that saw no work is one that saw nothing.
 */
export const workWasDone: Rule<Facts> = {
  observe: seeing('settings', 'releases', 'sessions', 'earlier'),
  judge: () => [],
  unseen(facts, asked) {
    const { settings, releases } = facts
    const phase = phaseOf(settings, releases, asked.subject, asked.now)
    if (!('phase' in phase) || phase.phase !== 'soaking') return undefined
    const ran = ranByRole(facts, asked)
    if (typeof ran === 'string') return `whether ${asked.subject.role} has done work is not known: ${ran}`
    if (ran.statements > 0) return undefined
    return `${asked.subject.role} ran no statement since ${ran.since}: where the app does nothing, nothing can be denied to it. Use it, as its smoke suite does, and verify again (\`${verify(asked.subject).command}\`)`
  },
  saw(facts, asked) {
    const ran = ranByRole(facts, asked)
    return typeof ran === 'string'
      ? ran
      : `${ran.statements} statement(s) of ${asked.subject.role} since ${ran.since}`
  },
}

/**
 * What the role ran since the look that its counts are held against, one before the switch where there is none since; why it is
 * not known where nobody can say.
 */
function ranByRole(
  { releases, sessions: { statements }, earlier }: Facts,
  { subject }: Asked,
): { statements: number; since: string } | string {
  if (statements.is !== 'read') return statements.why
  const { counts } = statements
  const calls = ({ roles }: Counts): number =>
    roles
      .filter(({ role }) => isCredentialUser(role, subject.role))
      .reduce((sum, role) => sum + role.calls, 0)
  const change = changeOf(releases, subject.configVars.flag)
  const before =
    (change.is === 'seen' ? heldAgainst(earlier, counts, change.at) : undefined) ??
    heldAgainst(earlier, counts, new Date(0))
  if (before)
    return {
      statements: calls(counts) - calls(before),
      since: saidOfLook(before),
    }
  return { statements: calls(counts), since: 'the counts began' }
}
