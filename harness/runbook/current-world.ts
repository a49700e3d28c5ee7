import { inject } from 'vitest'
import type { Phase } from '../config/policy.ts'
import type { Subject } from '../config/subject.ts'
import { openWorld, type World } from '../world/world.ts'
import { Walk } from './walk.ts'

/** What the command that started this run hands to the specs: no secret, those stay in the environment. */
export interface RunSettings {
  readonly subject: Subject
  readonly expectedPhase: Phase
  readonly dryRun: boolean
  /** When this stretch was begun, in milliseconds since the epoch; when it first looks at the world where it is not said. */
  readonly begunAt?: number
  /** The stretch before this one that did not hold: nothing of this one is run, and all of it is reported by name. */
  readonly stoppedBy?: string
  /** The rehearsal platform's ready file; none on a live app. */
  readonly readyFile?: string
}

declare module 'vitest' {
  interface ProvidedContext {
    run: RunSettings
  }
}

interface Current {
  readonly world: World
  readonly begunAt: number
  readonly walk: Walk
  /** The Heroku commands run so far, masked, with their lengths. */
  readonly calls: { readonly command: string; readonly durationMs: number }[]
  signal: AbortSignal | undefined
}

let current: Current | undefined

/**
 * Returns the world of this run, opened at the first call, and the walk that all its spec files share: they run one
 * after the other in one worker.
 * @param signal of the item at hand: it ends a Heroku command under way when the run is interrupted.
 */
export function currentWorld(signal: AbortSignal): Current {
  current ??= open()
  current.signal = signal
  return current
}

function open(): Current {
  const { subject, expectedPhase, dryRun, begunAt = Date.now(), stoppedBy, readyFile } = inject('run')
  const calls: Current['calls'] = []
  const opened: Current = {
    calls,
    begunAt,
    walk: new Walk(stoppedBy),
    signal: undefined,
    world: openWorld({
      subject,
      expectedPhase,
      dryRun,
      readyFile,
      env: process.env,
      signal: () => opened.signal,
      onCall: (command, durationMs) => calls.push({ command, durationMs }),
    }),
  }
  return opened
}
