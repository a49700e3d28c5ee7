import type { Finding } from '../../evidence/finding.ts'
import type { Dyno } from '../../heroku/app.ts'
import { isCredentialUser, isOfAnotherRole } from '../../observations/database/credential-roles.ts'
import type { Sessions } from '../../observations/database/sessions.ts'
import type { Asked } from '../../observations/observations.ts'
import { seeing } from '../../observations/sight.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { saidOfSession, sorted } from './sort-sessions.ts'

interface Facts {
  readonly dynos: readonly Dyno[]
  readonly sessions: Sessions
}

/** Nobody is connected whom the runbook and the configuration do not know, to whatever database of the server. */
export const everySessionIsKnown: FailureMode<Facts> = {
  id: 'unknown-session',
  title: () => 'Nobody is connected to the database whom this runbook does not know',
  symptom: () => 'Somebody is connected to the database whom this runbook does not know',
  tell: 'operator',
  explainedBy: [],
  observe: seeing('dynos', 'sessions'),
  judge: (facts, asked) => [...unknownSessions(facts, asked), ...unknownStatements(facts, asked)],
  saw: ({ sessions: { sessions, watchedMs, statements } }) =>
    `${sessions.length} session(s) in ${(watchedMs / 1_000).toFixed(1)} s, every database of the server; ${statements.is === 'read' ? 'and what was run meanwhile' : `what ran between two looks is not known: ${statements.why}`}`,
}

const help =
  'Find out whose it is. If it is to be there, name it in otherSessions of runbook.config.ts; if not, tell the operator, who ends it and asks how it got in.'

function unknownSessions({ dynos, sessions }: Facts, { subject }: Asked): Finding[] {
  return sorted(sessions, { subject, dynos })
    .filter(({ whose }) => whose === 'unknown')
    .map((session) => {
      const reach = session.leadsTo.length > 0 ? `; a member of ${session.leadsTo.join(', ')}` : ''
      return diagnosisFinding({
        code: 'unknown-session',
        object: session.role,
        expected: "the app, the platform, or one that the configuration's otherSessions names",
        found: `${saidOfSession(session)}${reach}`,
        help,
      })
    })
}

/** Roles that ran something while no session of theirs lasted long enough to be seen. */
function unknownStatements({ sessions }: Facts, { subject }: Asked): Finding[] {
  const { statements, owner } = sessions
  if (statements.is !== 'read') return []
  const seen = new Set(sessions.sessions.map(({ role }) => role))
  const declared = new Set(subject.otherSessions.map(({ role }) => role))
  return statements.ran
    .filter(({ role, platform }) => !platform && role !== owner && !isCredentialUser(role, subject.role))
    .filter(({ role }) => !seen.has(role) && !declared.has(role) && !isOfAnotherRole(role, subject))
    .map(({ role, calls }) =>
      diagnosisFinding({
        code: 'unknown-session',
        object: role,
        expected: "the app, the platform, or one that the configuration's otherSessions names",
        found: `${calls} statement(s) of ${role} in ${(sessions.watchedMs / 1_000).toFixed(1)} s, by sessions too short to be seen`,
        help,
      }),
    )
}
