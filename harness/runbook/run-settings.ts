import type { Phase } from '../config/policy.ts'
import type { Subject } from '../config/subject.ts'
import type { JournalOfRun } from '../journal/run-journal.ts'
import type { Observations } from '../observations/observations.ts'
import type { Hold } from '../world/app-lock.ts'
import type { Permit } from '../world/permit.ts'
import type { ProofToCome } from '../world/world.ts'

/** How a run comes to its app. */
export type Place =
  | { readonly kind: 'live' }
  /** Nowhere: each item says how it is done by hand, and none is carried out. */
  | { readonly kind: 'paper' }
  /** A rehearsal platform that is up; the file says how it is reached. */
  | { readonly kind: 'platform'; readonly readyFile: string }
  /** A rehearsal platform that is started at the first item: asked for on a channel between the threads of the process. */
  | { readonly kind: 'on-demand'; readonly channel: string }
  /** Each spec file starts its own, on this base of Postgres and of this kind. */
  | { readonly kind: 'per-file'; readonly postgres: string; readonly profile: string }

/** What whoever starts a run hands to the specs: no secret, those stay in the environment and in the ready file. */
export interface RunSettings {
  readonly subject: Subject
  readonly expectedPhase: Phase
  readonly permit: Permit
  readonly place: Place
  /** Which session keeps other runs away from the app; without it this one asks for nobody's leave. */
  readonly lock?: Hold
  /** Where each change of the app is written down. */
  readonly journal?: JournalOfRun
  /** When this stretch was begun, in milliseconds since the epoch; when it first looks at the world where it is not said. */
  readonly begunAt?: number
  /** From when denials in the log count, ISO 8601; since the flag was set where it is not said. */
  readonly logSince?: string
  /** The denial that the log is to bring back. */
  readonly proof?: ProofToCome
  /** Where what Heroku was asked ahead of the first item is taken over. */
  readonly readAhead?: string
  /** Where the CLI's processes of this run are; without it a suite has its own. */
  readonly sessions?: string
  /** What takes a while to see, and is looked at from the first item on: by its name among the observations. */
  readonly lookAhead?: readonly (keyof Observations)[]
  /** Where the operator is told what to do and waited for, who does each step by hand: this run changes nothing. */
  readonly byHand?: string
  /** What did not hold before this run began: nothing of this one is run, and all of it is reported by name. */
  readonly stoppedBy?: string
  /** What did not hold before this run began, and does not stop its checks: no step is taken. */
  readonly firstGap?: string
  /** Why the gate stays shut: nothing is run, and the run is refused. */
  readonly refusedBy?: string
}

declare module 'vitest' {
  interface ProvidedContext {
    run: RunSettings
  }
}
