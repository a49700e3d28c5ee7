import { inject } from 'vitest'
import { sessionsBehind, takingOver } from '../heroku/read-ahead.ts'
import { askForPlatform } from '../planting/platform-on-demand.ts'
import { platformShell } from '../planting/platform-shell.ts'
import { openWorld, type World } from '../world/world.ts'
import { Walk } from './item/walk.ts'
import type { RunSettings } from './run-settings.ts'

interface Current {
  readonly world: World
  readonly begunAt: number
  readonly walk: Walk
  /** The rehearsal platform's ready file; none on a live app. */
  readonly readyFile: string | undefined
  /** The shell that reaches the app. */
  readonly env: NodeJS.ProcessEnv
  /** The Heroku commands run so far, masked, with their lengths. */
  readonly calls: { readonly command: string; readonly durationMs: number }[]
  signal: AbortSignal | undefined
}

let current: Promise<Current> | undefined
let ownPlatform: string | undefined

/** Says which platform the specs of this file are on: one that was started for it alone. */
export function beOnPlatform(readyFile: string): void {
  ownPlatform = readyFile
}

/**
 * Returns the world of this run, opened at the first call, and the walk that all its spec files share: they run one
 * after the other in one worker.
 * @param signal of the item at hand: it ends a Heroku command under way when the run is interrupted.
 */
export async function currentWorld(signal: AbortSignal): Promise<Current> {
  current ??= open()
  const opened = await current
  opened.signal = signal
  return opened
}

async function open(): Promise<Current> {
  const settings = inject('run')
  const readyFile = settings.refusedBy === undefined ? await readyFileOf(settings) : undefined
  const env = readyFile === undefined ? process.env : platformShell(readyFile, process.env)
  const {
    subject,
    expectedPhase,
    permit,
    begunAt = Date.now(),
    readAhead,
    sessions,
    logSince,
    proof,
    lock,
    journal,
  } = settings
  const calls: Current['calls'] = []
  const opened: Current = {
    calls,
    begunAt,
    env,
    readyFile,
    walk: new Walk(settings),
    signal: undefined,
    world: openWorld({
      subject,
      expectedPhase,
      logSince: logSince === undefined ? undefined : new Date(logSince),
      proof,
      permit,
      env,
      lock,
      journal,
      signal: () => opened.signal,
      onCall: (command, durationMs) => calls.push({ command, durationMs }),
      ...(readAhead !== undefined && { run: takingOver(readAhead) }),
      ...(sessions !== undefined && { sessions: sessionsBehind(sessions) }),
    }),
  }
  return opened
}

async function readyFileOf({ place }: RunSettings): Promise<string | undefined> {
  if (place.kind === 'platform') return place.readyFile
  if (place.kind === 'on-demand') return askForPlatform(place.channel)
  return place.kind === 'per-file' ? ownPlatform : undefined
}
