import { hoursOf } from '../../evidence/span.ts'
import type { Releases } from '../../heroku/app.ts'
import { isCredentialUser } from '../../observations/credential-roles.ts'
import type { LogReading } from '../../observations/log-reading.ts'
import type { Asked } from '../../observations/observations.ts'
import type { Sessions } from '../../observations/sessions.ts'
import type { Settings } from '../../observations/settings.ts'
import { seeing } from '../../observations/sight.ts'
import type { Counts } from '../../observations/statements.ts'
import { quietIn, trafficIn } from '../../observations/traffic.ts'
import type { Rule } from '../rule.ts'
import { phaseOf } from '../switches.ts'

interface Facts {
  readonly settings: Settings
  readonly releases: Releases
  readonly sessions: Sessions
  readonly earlier: readonly Counts[]
  readonly log: LogReading
}

/** Under what name an item of a report keeps what the app did, as JSON. */
export const workFact = 'work'

/**
 * The role has run statements since the last look, or since the counts began: an app that does nothing meets no denial either
 * (R37). Nothing of it is amiss; a soak that saw no work is one that saw nothing.
 */
export const workWasDone: Rule<Facts> = {
  observe: seeing('settings', 'releases', 'sessions', 'earlier', 'log'),
  judge: () => [],
  unseen(facts, asked) {
    const { settings, releases, log } = facts
    const phase = phaseOf(settings, releases, asked.subject, asked.now)
    if (!('phase' in phase) || phase.phase !== 'soaking') return undefined
    const ran = ranByRole(facts, asked)
    if (ran ? ran.statements > 0 : trafficIn(log.lines, log.to).requests > 0) return undefined
    return `${asked.subject.role} ran no statement since ${ran?.since ?? log.from.toISOString()}: where the app does nothing, nothing can be denied to it`
  },
  saw(facts, asked) {
    const ran = ranByRole(facts, asked)
    const { requests, withoutDynos } = trafficIn(facts.log.lines, facts.log.to)
    const down = hoursOf(withoutDynos)
    return [
      ran
        ? `${ran.statements} statement(s) of ${asked.subject.role} since ${ran.since}`
        : 'statements are not counted here',
      `${requests} request(s) answered in the log`,
      ...(down > 0 ? [`scaled to zero for ${down.toFixed(1)} h of it`] : []),
    ].join('; ')
  },
  keep: ({ log }, { subject }) => ({ [workFact]: JSON.stringify(workIn(log, subject.soak.quietHours)) }),
}

/** What the log shows of the app's work, as a checkpoint keeps it. */
function workIn(log: LogReading, quietHours: number): object {
  const traffic = trafficIn(log.lines, log.to)
  return {
    requests: traffic.requests,
    // Without one line of the router it does not show requests at all, and says nothing of when there were none.
    quiet: traffic.requests === 0 ? [] : quietIn(traffic, log, quietHours),
    withoutDynos: traffic.withoutDynos,
  }
}

/** What the role ran since the newest earlier look of the same counts; undefined where nobody counts. */
function ranByRole(
  { sessions: { statements }, earlier }: Facts,
  { subject }: Asked,
): { statements: number; since: string } | undefined {
  if (statements.is !== 'read') return undefined
  const { counts } = statements
  const calls = ({ roles }: Counts): number =>
    roles
      .filter(({ role }) => isCredentialUser(role, subject.role))
      .reduce((sum, role) => sum + role.calls, 0)
  const before = earlier.find(
    ({ at, database, resetAt }) =>
      database === counts.database && resetAt === counts.resetAt && at < counts.at,
  )
  if (before)
    return { statements: calls(counts) - calls(before), since: `the last look, ${before.at.toISOString()}` }
  return { statements: calls(counts), since: 'the counts began' }
}
