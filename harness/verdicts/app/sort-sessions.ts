import type { Subject } from '../../config/subject.ts'
import type { Dyno } from '../../heroku/app.ts'
import { isCredentialUser, isOfAnotherRole } from '../../observations/database/credential-roles.ts'
import type { Session, Sessions } from '../../observations/database/sessions.ts'
import { isOurs } from '../../postgres/our-name.ts'
import { oneOffs } from './dynos.ts'

/** Whose a session is. `unknown` is nobody's that the runbook or the configuration knows. */
export type Whose =
  | 'app on the role'
  | 'app on the owner'
  | 'another role of the app'
  | 'release phase or one-off dyno'
  | 'platform'
  | 'operator'
  | 'this tool'
  | 'declared'
  | 'unknown'

/** Programs that an operator opens by hand, by the application name they give. */
const operatorTools = /^(psql|pg_dump|pg_dumpall|pg_restore)\b/

/** What Heroku's own sessions as the owner are called: seen on Standard databases. */
const platformApplication = /^Heroku Postgres - /

/** What sorting goes by beside the session itself. */
export interface Among {
  readonly subject: Pick<Subject, 'role' | 'otherRoles' | 'otherSessions'>
  readonly dynos: readonly Dyno[]
}

/** Returns each session with whose it is. */
export function sorted(seen: Sessions, among: Among): (Session & { readonly whose: Whose })[] {
  const apps = new Set(
    seen.sessions
      .filter(
        ({ role }) => isCredentialUser(role, among.subject.role) || isOfAnotherRole(role, among.subject),
      )
      .map(({ application }) => application)
      .filter((application) => application !== ''),
  )
  return seen.sessions.map((session) => ({ ...session, whose: whoseIs(session, seen, among, apps) }))
}

function whoseIs(session: Session, seen: Sessions, among: Among, apps: ReadonlySet<string>): Whose {
  const { role, application } = session
  const isOwner = role === seen.owner
  const isRole = isCredentialUser(role, among.subject.role)
  const isOther = isOfAnotherRole(role, among.subject)
  if ((isOwner || isRole || isOther) && isOurs(application)) return 'this tool'
  if (among.subject.otherSessions.some((other) => fits(session, other))) return 'declared'
  // The platform's own roles can do anything: one that calls itself what the app does is the app.
  if (session.platform) return apps.has(application) ? 'unknown' : 'platform'
  if (session.database !== seen.database || !(isOwner || isRole || isOther)) return 'unknown'
  if (operatorTools.test(application)) return 'operator'
  if (isRole) return 'app on the role'
  if (isOther) return 'another role of the app'
  if (platformApplication.test(application)) return 'platform'
  if (isOneOff(session, among.dynos)) return 'release phase or one-off dyno'
  const isOfOther = among.subject.otherRoles.some(({ applications }) => applications.includes(application))
  return isOfOther ? 'another role of the app' : 'app on the owner'
}

function fits(session: Session, { role, application }: Subject['otherSessions'][number]): boolean {
  return (
    (role === undefined || role === session.role) &&
    (application === undefined || application === session.application)
  )
}

/** Whether a dyno of the release phase, or a one-off one, is running that began before the session did. */
function isOneOff({ startedAt }: Session, dynos: readonly Dyno[]): boolean {
  return oneOffs(dynos).some(({ created_at: at }) => Date.parse(at) <= startedAt.getTime())
}

/** The session in words: `role u1 (application 'shop', pid 4711, from 10.1.2.3)`. */
export function saidOfSession({ role, application, pid, address, database }: Session): string {
  return `${role} (application '${application}', pid ${pid}, from ${address ?? 'the server itself'}, database ${database ?? 'none'})`
}
