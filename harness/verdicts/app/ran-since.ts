import type { RoleInApp } from '../../config/subject.ts'
import type { Finding } from '../../evidence/finding.ts'
import type { Dyno, Release, Releases } from '../../heroku/app.ts'
import { isCredentialUser, isOfAnotherRole } from '../../observations/database/credential-roles.ts'
import { heldAgainst } from '../../observations/database/earlier-counts.ts'
import type { Sessions } from '../../observations/database/sessions.ts'
import type { Counts, RoleCount } from '../../observations/database/statements.ts'
import type { Asked } from '../../observations/observations.ts'
import type { Settings } from '../../observations/settings.ts'
import { seeing } from '../../observations/sight.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { verify } from '../remedies.ts'
import { changeOf, phaseOf } from '../switches.ts'
import { oneOffs } from './dynos.ts'
import { sorted, type Whose } from './sort-sessions.ts'

interface Facts {
  readonly settings: Settings
  readonly releases: Releases
  readonly dynos: readonly Dyno[]
  readonly sessions: Sessions
  readonly earlier: readonly Counts[]
}

/** Under what name an item of a report keeps from when it is known what the owner ran, by Heroku's clock. */
export const knownSinceFact = 'since'

/** How long dynos of the release before the flag's may go on: those of preboot do for three minutes (Dev Center, "Preboot"). */
const handoverMs = 5 * 60_000

/** How long a release phase is taken to last where Heroku does not say when it ended. */
const releasePhaseMs = 10 * 60_000

/** Heroku and Postgres do not stamp the same instant alike. */
const sameMomentMs = 5_000

/** From when statements count, and what was counted by then; without `before` only forms of statement that are newer tell. */
interface Since {
  /** Postgres's clock. */
  readonly at: Date
  /** From when it is known what the owner ran, by Heroku's. */
  readonly known: Date
  readonly before: Counts | undefined
  readonly said: string
}

interface Span {
  readonly from: number
  readonly to: number
}

/** What a role ran since then: surely the app's or a stranger's, in a release phase or by hand, and what may be either. */
interface Ran {
  readonly role: string
  readonly counted: number
  readonly inPassing: number
  readonly either: number
  /** Whether entries were lost, so that it may be more. */
  readonly atLeast: boolean
}

/**
 * Nobody but the role has run statements since the flag was set, or since the last look, whichever is later: sessions that
 * came and went while nobody watched are in the counts. The last look is the newest earlier report that has them.
 */
export const onlyTheRoleRan: FailureMode<Facts> = {
  id: 'ran-by-another',
  title: ({ role, otherRoles, configVars }) =>
    `Only ${allOf(role, otherRoles)} ${otherRoles.length > 0 ? 'have' : 'has'} run statements since ${configVars.flag} was set, or since the last look`,
  symptom: ({ role, otherRoles, configVars }) =>
    `Another role than ${allOf(role, otherRoles)} has run statements since ${configVars.flag} was set, or since the last look`,
  tell: 'developer',
  explainedBy: ['d-missing-url', 'no-dynos', 'flag-unknown', 'app-ignores-flag', 'unknown-session'],
  observe: seeing('settings', 'releases', 'dynos', 'sessions', 'earlier'),
  judge(facts, asked) {
    const since = sinceOf(facts, asked)
    return since
      ? ranSince(facts, since, asked)
          .filter(({ counted }) => counted > 0)
          .map((ran) => ranFinding(ran, since, facts, asked))
      : []
  },
  unseen(facts, asked) {
    const { settings, releases, sessions } = facts
    const since = sinceOf(facts, asked)
    const phase = phaseOf(settings, releases, asked.subject, asked.now)
    const ran = since ? ranSince(facts, since, asked) : []
    const either = eitherBy(ran)
    if (!since || !('phase' in phase) || phase.phase !== 'soaking') return undefined
    const byTheOwner = either + ran.reduce((sum, { inPassing }) => sum + inPassing, 0)
    if (settings.notOnYet && byTheOwner > 0)
      return `${byTheOwner} statement(s) of the owner ${sessions.owner} since ${since.said}, and the app does not use ${saidOfRoles(settings.notOnYet)} yet: whether some are of what is to run as ${asked.subject.role} is not known. Switch it too, and verify again`
    if (either === 0) return undefined
    return `${either} statement(s) of the owner ${sessions.owner} since ${since.said}, and a release phase or somebody by hand was at it meanwhile: whether the app ran some is not known. Verify again (\`${verify(asked.subject).command}\`): from now on the counts of this look tell`
  },
  saw(facts, asked) {
    const { statements } = facts.sessions
    if (statements.is !== 'read') return `not known: ${statements.why}`
    const since = sinceOf(facts, asked)
    if (!since) return 'nothing to hold the counts against: a later look has those of this one'
    const ran = ranSince(facts, since, asked)
    return [
      `since ${since.said}`,
      ...missingFrom(since, statements.counts),
      ...ran
        .filter(({ inPassing, either }) => inPassing + either > 0)
        .map(
          ({ role, inPassing, either }) =>
            `${role}: ${inPassing + either} statement(s) while a release phase or somebody by hand was at it`,
        ),
    ].join('; ')
  },
  keep: (facts, asked) => ({ [knownSinceFact]: knownSince(facts, asked)?.toISOString() ?? 'nobody knows' }),
}

/** Which look it was, and when by Postgres's clock. */
export const saidOfLook = ({ at, ofCheckpoint }: Counts): string =>
  `the last ${ofCheckpoint ? 'checkpoint' : 'look'}, ${at.toISOString()}`

/**
 * From when it is known what the owner ran, by Heroku's clock; undefined where nobody can say. While the dynos hand over nothing
 * is the owner's to answer for.
 */
function knownSince(facts: Facts, asked: Asked): Date | undefined {
  const { releases, sessions } = facts
  if (sessions.statements.is !== 'read') return undefined
  const since = sinceOf(facts, asked)
  const tellsAge = sessions.statements.counts.roles.every(({ begun }) => begun !== undefined)
  if (since) return since.before || tellsAge ? since.known : undefined
  const change = changeOf(releases, asked.subject.configVars.flag)
  const isHandingOver = change.is === 'seen' && asked.now.getTime() <= change.at.getTime() + handoverMs
  return isHandingOver ? change.at : undefined
}

/** What cannot be told from the counts, in words. */
function missingFrom({ before }: Since, now: Counts): string[] {
  const tellsAge = now.roles.every(({ begun }) => begun !== undefined)
  if (!before) {
    return [
      tellsAge
        ? 'no earlier look in reports/ to hold against: of forms of statement that are older than that nothing is known'
        : 'not known: no earlier look in reports/ to hold against, and this Postgres does not say when a statement was first run',
    ]
  }
  if ((now.evictions ?? 0) > (before.evictions ?? 0))
    return ['pg_stat_statements has dropped entries meanwhile: it may be more']
  return []
}

/** From when statements count: since the last look that can be held against this one, else since the flag was set. */
function sinceOf({ settings, releases, sessions, earlier }: Facts, { subject }: Asked): Since | undefined {
  const { statements } = sessions
  if (statements.is !== 'read') return undefined
  const { counts } = statements
  const change = changeOf(releases, subject.configVars.flag)
  const isOn = settings.flag === 'on'
  const flagAt = isOn && change.is === 'seen' ? change.at : undefined
  const begin = flagAt ?? beforeAllOf(releases)
  const before = heldAgainst(earlier, counts, begin)
  if (before) return { at: before.at, known: before.herokuAt ?? before.at, before, said: saidOfLook(before) }
  const reset = counts.resetAt === undefined ? undefined : new Date(Number(counts.resetAt) * 1_000)
  if (!flagAt) return undefined
  const at = new Date(flagAt.getTime() + handoverMs)
  if (at > counts.at) return undefined
  if (reset && reset > at)
    return { at, known: reset, before, said: `pg_stat_statements was reset, ${reset.toISOString()}` }
  return {
    at,
    known: flagAt,
    before,
    said: `${subject.configVars.flag} was set and the dynos handed over, ${at.toISOString()}`,
  }
}

/** Before every release that was seen, which is where one that was not seen is; the epoch where there is no older one. */
function beforeAllOf({ newestFirst, complete }: Releases): Date {
  const oldest = complete ? undefined : newestFirst.at(-1)
  return oldest ? new Date(oldest.created_at) : new Date(0)
}

function ranSince(facts: Facts, since: Since, { subject }: Asked): Ran[] {
  const { settings, sessions } = facts
  const { statements, owner } = sessions
  if (statements.is !== 'read') return []
  const declared = new Set(subject.otherSessions.map(({ role }) => role))
  return statements.counts.roles
    .filter(
      ({ role }) =>
        !isCredentialUser(role, subject.role) && !isOfAnotherRole(role, subject) && !declared.has(role),
    )
    .filter(({ role }) => role !== owner || settings.flag === 'on')
    .map((now) => ranBy(now, since, now.role === owner ? spansOfOthers(facts, subject) : []))
    .filter(({ counted, inPassing: passing, either }) => counted + passing + either > 0)
}

function ranBy({ role, calls, begun = [] }: RoleCount, { at, before }: Since, spans: readonly Span[]): Ran {
  const fresh = begun.filter((form) => form.at > at)
  const inSpan = fresh.filter((form) => spans.some((span) => isIn(form.at.getTime(), span)))
  const sum = (forms: typeof fresh): number => forms.reduce((all, form) => all + form.calls, 0)
  const then = before?.roles.find((other) => other.role === role)?.calls ?? 0
  const older = before ? calls - sum(fresh) - then : 0
  const mayBeEither = spans.some((span) => span.to > at.getTime())
  return {
    role,
    counted: sum(fresh) - sum(inSpan) + (mayBeEither ? 0 : Math.max(0, older)),
    inPassing: sum(inSpan),
    either: mayBeEither ? Math.max(0, older) : 0,
    atLeast: older < 0,
  }
}

const isIn = (at: number, { from, to }: Span): boolean => at >= from && at <= to

const eitherBy = (ran: readonly Ran[]): number => ran.reduce((sum, { either }) => sum + either, 0)

/** Sessions of the owner's that are no part of the app. */
const byHand: readonly Whose[] = ['operator', 'platform', 'declared', 'release phase or one-off dyno']

/** When others than the app run what they do as the owner, as far as it is known: release phases, and who is at it now. */
function spansOfOthers(facts: Facts, subject: Asked['subject']): Span[] {
  const { releases, dynos, sessions } = facts
  const now = Number.POSITIVE_INFINITY
  return [
    ...spansOfOtherRoles(facts, subject),
    ...releases.newestFirst.flatMap(releasePhase),
    ...oneOffs(dynos).map(({ created_at: at }) => ({ from: Date.parse(at) - sameMomentMs, to: now })),
    ...sorted(sessions, { subject, dynos })
      .filter(({ role, whose }) => role === sessions.owner && byHand.includes(whose))
      .map(({ startedAt }) => ({ from: startedAt.getTime() - sameMomentMs, to: now })),
  ]
}

/** When the app did as the owner what it does as another of its roles now, or will: until that was switched. */
function spansOfOtherRoles({ settings, releases }: Facts, { otherRoles }: Asked['subject']): Span[] {
  return otherRoles.flatMap((other) => {
    const from = Number.NEGATIVE_INFINITY
    if (settings.notOnYet?.some(({ role }) => role === other.role))
      return { from, to: Number.POSITIVE_INFINITY }
    const change = changeOf(releases, other.configVars.flag)
    return change.is === 'seen' ? { from, to: change.at.getTime() + handoverMs } : []
  })
}

const allOf = (role: string, others: readonly RoleInApp[]): string =>
  [role, ...others.map((other) => other.role)].join(' and ')

const saidOfRoles = (roles: readonly RoleInApp[]): string => roles.map(({ role }) => role).join(', ')

function releasePhase({ created_at, updated_at = created_at, output_stream_url, status }: Release): Span[] {
  if (output_stream_url === null) return []
  const from = Date.parse(created_at)
  const ended = Date.parse(updated_at)
  const to = ended > from ? ended : from + releasePhaseMs
  return [
    { from: from - sameMomentMs, to: status === 'pending' ? Number.POSITIVE_INFINITY : to + sameMomentMs },
  ]
}

function ranFinding(
  { role, counted, atLeast }: Ran,
  since: Since,
  { sessions }: Facts,
  { subject }: Asked,
): Finding {
  const found = `${atLeast ? 'at least ' : ''}${counted} statement(s) of ${role === sessions.owner ? `the owner ${role}` : role} since ${since.said}, outside of any release phase`
  if (role === sessions.owner)
    return diagnosisFinding({
      code: 'app-connects-as-owner',
      object: subject.app,
      expected: `none of the owner's, ${subject.configVars.flag} being on`,
      found,
      help: `If it was you, by hand or in a one-off dyno, verify again (\`${verify(subject).command}\`): from now on the counts of this look tell. If not, a part of the app still uses ${subject.configVars.owner}: escalate to ${subject.tell.developer}.`,
    })
  return diagnosisFinding({
    code: 'unknown-session',
    object: role,
    expected: "none but of the app, the platform, or a role that the configuration's otherSessions names",
    found,
    help: 'Find out whose it is. If it is to be there, name it in otherSessions of runbook.config.ts; if not, tell the operator, who asks how it got in.',
  })
}
