import type { Entry, Evidence } from './entry.ts'
import { journalFile, journalFolder, readJournal } from './journal-file.ts'

/** A checkpoint as a journal has it. */
export interface Checkpoint extends Evidence {
  /** The number of its line. */
  readonly n: number
  /** The SHA-256 of its line. */
  readonly hash: string
}

/**
 * Returns the lines of an app's journal that runs on the Heroku of this shell wrote, in their order; none where there is no
 * journal, or it cannot be read.
 */
export function entriesHere(app: string, env: NodeJS.ProcessEnv): { entry: Entry; hash: string }[] {
  const lines = read(journalFile(journalFolder(env), app)).flatMap(({ entry, hash }) =>
    entry ? [{ entry, hash }] : [],
  )
  const here = runsHere(
    lines.map(({ entry }) => entry),
    env,
  )
  return lines.filter(({ entry }) => here.has(entry.run))
}

/** Those of runs on the Heroku that this shell reaches: a rehearsal platform has another host. */
export function runsHere(entries: readonly Entry[], env: NodeJS.ProcessEnv): ReadonlySet<string> {
  const host = env['HEROKU_HOST'] || undefined
  return new Set(
    entries.flatMap((start) => (start.type === 'run-start' && start.host === host ? start.run : [])),
  )
}

/** The checkpoints among them, the oldest first. */
export function checkpointsHere(app: string, env: NodeJS.ProcessEnv): Checkpoint[] {
  return entriesHere(app, env).flatMap(({ entry, hash }) =>
    entry.type === 'checkpoint' ? [{ ...entry.evidence, n: entry.n, hash }] : [],
  )
}

function read(file: string): ReturnType<typeof readJournal> & object {
  try {
    return readJournal(file) ?? []
  } catch {
    return []
  }
}
