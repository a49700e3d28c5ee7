import type { Phase } from '../config/policy.ts'
import type { Subject } from '../config/subject.ts'
import type { Credential, DatabaseInfo, Dyno, Releases } from '../heroku/app.ts'
import type { Checkpoint } from '../journal/checkpoints.ts'
import type { RecordingReading } from '../recording/read-recording.ts'
import type { Health } from './app/health.ts'
import type { Smoke } from './app/smoke.ts'
import type { CredentialRoles } from './database/credential-roles.ts'
import type { ForeignRelation } from './database/foreign-relations.ts'
import type { Login } from './database/login.ts'
import type { Sessions } from './database/sessions.ts'
import type { Counts } from './database/statements.ts'
import type { LogReading } from './log-reading.ts'
import type { Privileges } from './privileges.ts'
import type { Proof } from './proof.ts'
import type { Settings } from './settings.ts'

/** What a run was asked for, which no look at the world can tell. */
export interface Asked {
  readonly subject: Subject
  /** The phase the app is to be in. */
  readonly expectedPhase: Phase
  /** From when denials in the log count, where the operator says so. */
  readonly logSince: Date | undefined
  /** Heroku's time: {@link Observations.clock}. */
  readonly now: Date
}

/** Whether Postgres lets the owner in, or why it could not be reached. */
export type Entrance = 'open' | { readonly closed: string }

/** Of a recording, what a verdict goes by. */
export type Recorded = Pick<RecordingReading, 'intervals' | 'denials'>

/** Everything that is looked at, by name. Plain values: a verdict is a function of them and can be tried on any. */
export interface Observations {
  /** Heroku's time; where it does not say, that of the newest release, which it is not before. */
  readonly clock: Date
  readonly settings: Settings
  readonly releases: Releases
  readonly dynos: readonly Dyno[]
  /** `heroku pg:info`. */
  readonly database: DatabaseInfo
  /** The restricted credential. */
  readonly credential: Credential
  readonly log: LogReading
  /** Whether the log brought back the denial that was asked for before it was read. */
  readonly proof: Proof
  /** What was recorded of the log since the oldest release that is seen: without a hole, and what was denied in it. */
  readonly recorded: Recorded
  readonly entrance: Entrance
  readonly roles: CredentialRoles
  readonly privileges: Privileges
  /** Relations in the policy's schemas that the owner cannot grant on. */
  readonly foreign: readonly ForeignRelation[]
  /** What Postgres says to the restricted URL. */
  readonly login: Login
  /** Who was connected in a few seconds. */
  readonly sessions: Sessions
  /** Who is connected at this moment. */
  readonly sessionsNow: Sessions
  /** What each role had run by the time of earlier looks at the same app, the newest first: from the reports and the journal. */
  readonly earlier: readonly Counts[]
  /** The checkpoints of its soaks in the journal, the oldest first. */
  readonly checkpoints: readonly Checkpoint[]
  readonly health: Health
  /** The app's own smoke suite, run. */
  readonly smoke: Smoke
}

/**
 * The eyes of a verdict: each thing is looked at when it is first asked for, and once. What could not be looked at
 * rejects, with CouldNotLook, HerokuCliError or NotRun, and blinds nothing else.
 */
export type Sight = {
  readonly [Name in keyof Observations]: () => Promise<Observations[Name]>
} & { readonly asked: Omit<Asked, 'now'> }
