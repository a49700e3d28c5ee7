import type { Finding } from '../../evidence/finding.ts'
import type { Dyno } from '../../heroku/app.ts'
import { isCredentialUser } from '../../observations/database/credential-roles.ts'
import { countsFact, writtenCounts } from '../../observations/database/earlier-counts.ts'
import type { Sessions } from '../../observations/database/sessions.ts'
import type { Asked, Sight } from '../../observations/observations.ts'
import type { Settings } from '../../observations/settings.ts'
import { seeing } from '../../observations/sight.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { heroku, type Remedy, verify } from '../remedies.ts'
import type { Names, Rule } from '../rule.ts'
import { formation } from './dynos.ts'
import { sorted, type Whose } from './sort-sessions.ts'

export interface ConnectionFacts {
  readonly settings: Settings
  readonly dynos: readonly Dyno[]
  readonly sessions: Sessions
}

const observing =
  (name: 'sessions' | 'sessionsNow') =>
  async (sight: Sight): Promise<ConnectionFacts> => {
    const { [name]: sessions, ...facts } = await seeing('settings', 'dynos', name)(sight)
    return { ...facts, sessions }
  }

/**
 * The app's sessions are those that its flag asks for: the restricted role's with the flag on, otherwise the owner's.
 * Read from the live connections and what they ran, not from log text.
 */
export const connectionsFollowFlag: Rule<ConnectionFacts> = {
  observe: observing('sessions'),
  judge: (facts, asked) => [...wrongSessions(facts, asked), ...wrongStatements(facts, asked)],
  unseen(facts, asked) {
    const { settings, dynos, sessions } = facts
    const { role, configVars } = asked.subject
    const anybodys = anybodysWork(facts, asked)
    if (anybodys !== undefined)
      return `${anybodys}, and the app does not use ${settings.notOnYet?.map((other) => other.role).join(', ')} yet: whether they are of what is to run as ${role} is not known. Name what each calls itself in \`applications\`, or switch it too`
    if (settings.flag === 'unknown')
      return `${configVars.flag} holds a value that is neither on nor off: nobody can say whose sessions the app's are to be`
    const wanted = settings.flag === 'on' ? 'app on the role' : 'app on the owner'
    if (kinds(facts, asked).has(wanted) || ranAs(facts, settings.flag === 'on' ? role : sessions.owner))
      return undefined
    if (formation(dynos, asked.subject.processTypes).length === 0)
      return `${asked.subject.app} has no dynos, so it holds no session: nothing to judge by`
    return `no session of the app is open as ${settings.flag === 'on' ? role : 'the owner'}: nothing to judge by. Use the app, so that it opens one, and verify again (\`${verify(asked.subject).command}\`)`
  },
  saw: (facts, asked) => {
    const counts = sorted(facts.sessions, { subject: asked.subject, dynos: facts.dynos }).map(
      ({ whose, role }) => `${whose}: ${role}`,
    )
    const { statements, watchedMs } = facts.sessions
    const lines = [...new Set(counts)].map(
      (line) => `${counts.filter((other) => other === line).length} of ${line}`,
    )
    return `in ${(watchedMs / 1_000).toFixed(1)} s: ${lines.join(', ') || 'nobody'}${statements.is === 'read' ? '' : `; ${statements.why}`}`
  },
  keep: ({ sessions: { statements } }, { now }) =>
    statements.is === 'read' ? { [countsFact]: writtenCounts(statements.counts, now) } : {},
}

/** The same of one moment: for a wait that looks again and again. */
export const connectionsFollowFlagNow: Rule<ConnectionFacts> = {
  ...connectionsFollowFlag,
  observe: observing('sessionsNow'),
}

function kinds({ sessions, dynos }: ConnectionFacts, { subject }: Asked): ReadonlySet<Whose> {
  return new Set(sorted(sessions, { subject, dynos }).map(({ whose }) => whose))
}

function wrongSessions(facts: ConnectionFacts, asked: Asked): Finding[] {
  const { settings, sessions, dynos } = facts
  const { subject } = asked
  if (settings.flag === 'unknown') return []
  const wrong: Whose = settings.flag === 'on' ? 'app on the owner' : 'app on the role'
  const groups = new Map<string, number>()
  for (const { whose, role, application } of sorted(sessions, { subject, dynos })) {
    if (whose !== wrong || isAnybodys(application, facts, asked)) continue
    const who = `${settings.flag === 'on' ? `the owner ${role}` : role} (application '${application}')`
    groups.set(who, (groups.get(who) ?? 0) + 1)
  }
  return [...groups].map(([who, count]) => wrongFinding(settings, `${count} session(s) of ${who}`, subject))
}

/** What was done as the owner by this role's part of the app or by another's that is not switched yet: nothing tells which. */
function anybodysWork(facts: ConnectionFacts, asked: Asked): string | undefined {
  const { settings, sessions, dynos } = facts
  const [first, ...others] = sorted(sessions, { subject: asked.subject, dynos }).filter(
    ({ whose, application }) => whose === 'app on the owner' && isAnybodys(application, facts, asked),
  )
  if (first)
    return `${1 + others.length} session(s) of the owner ${sessions.owner} (application '${first.application}')`
  if (settings.flag !== 'on' || !settings.notOnYet) return undefined
  const calls = statementsUnseen(facts)
  return calls > 0
    ? `${calls} statement(s) of the owner ${sessions.owner}, by sessions too short to be seen`
    : undefined
}

/** Whether a session of the owner's may be another role's: by no name of this one, and that one has none. */
function isAnybodys(application: string, { settings }: ConnectionFacts, { subject }: Asked): boolean {
  if (settings.flag !== 'on' || subject.applications.includes(application)) return false
  return settings.notOnYet?.some(({ applications }) => applications.length === 0) ?? false
}

/** Statements of the wrong role where none of its sessions lasted long enough to be seen, whoever's it would be. */
function wrongStatements(facts: ConnectionFacts, { subject }: Asked): Finding[] {
  const { settings, sessions } = facts
  if (settings.flag !== 'on' || settings.notOnYet) return []
  const calls = statementsUnseen(facts)
  if (calls === 0) return []
  return [
    wrongFinding(
      settings,
      `${calls} statement(s) of the owner ${sessions.owner} in ${(sessions.watchedMs / 1_000).toFixed(1)} s, by sessions too short to be seen`,
      subject,
    ),
  ]
}

/** How many statements of the owner's there were while no session of the owner's was seen. */
function statementsUnseen(facts: ConnectionFacts): number {
  const { sessions, owner } = facts.sessions
  return sessions.some(({ role }) => role === owner) ? 0 : ranAs(facts, owner)
}

function ranAs({ sessions: { statements } }: ConnectionFacts, name: string): number {
  if (statements.is !== 'read') return 0
  return statements.ran
    .filter(({ role }) => role === name || isCredentialUser(role, name))
    .reduce((sum, { calls }) => sum + calls, 0)
}

function wrongFinding({ flag }: Settings, found: string, names: Names): Finding {
  const on = flag === 'on'
  return diagnosisFinding({
    code: on ? 'app-connects-as-owner' : 'app-connects-as-role',
    object: names.app,
    expected: on
      ? `sessions of ${names.role} only, ${names.configVars.flag} being on`
      : `sessions of the owner, ${names.configVars.flag} not being on`,
    found,
    ...(on ? mendTheCode(names) : restartFirst(names)),
  })
}

const mendTheCode = ({ configVars, tell }: Names): { help: string } => ({
  help: `If ${configVars.restricted} is set and the dynos run the newest release, this is a bug in the app's code: escalate to ${tell.developer}.`,
})

const restartFirst = (names: Names): { help: string; remedy: Remedy } => ({
  help: `Restart the dynos; if it stays so, it is a bug in the app: escalate to ${names.tell.developer}.`,
  remedy: heroku(names, 'restart'),
})
