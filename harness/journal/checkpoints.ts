import type { Subject } from '../config/subject.ts'
import type { Entry, Evidence } from './entry.ts'
import { journalFile, journalFolder, readJournal } from './journal-file.ts'

/** A checkpoint as a journal has it. */
export interface Checkpoint extends Evidence {
  /** The number of its line. */
  readonly n: number
  /** The SHA-256 of its line. */
  readonly hash: string
}

/** Whose lines are wanted: an app's, and of them those that are about one of its roles. */
type About = Pick<Subject, 'app' | 'role' | 'otherRoles'>

/**
 * Returns the lines of an app's journal that runs on the Heroku of this shell wrote about the role, or about the app as a whole, in
 * their order; none where there is no journal, or it cannot be read.
 */
export function entriesHere(about: About, env: NodeJS.ProcessEnv): { entry: Entry; hash: string }[] {
  const lines = read(journalFile(journalFolder(env), about.app)).flatMap(({ entry, hash }) =>
    entry && isAbout(entry, about) ? [{ entry, hash }] : [],
  )
  const here = runsHere(
    lines.map(({ entry }) => entry),
    env,
  )
  return lines.filter(({ entry }) => here.has(entry.run))
}

/** A checkpoint and a sign-off that name no role are of a time when there was one, and of none of several. */
function isAbout({ role, type }: Entry, about: About): boolean {
  if (role !== undefined) return role === about.role
  return about.otherRoles.length === 0 || !['checkpoint', 'sign-off'].includes(type)
}

/** Those of runs on the Heroku that this shell reaches: a rehearsal platform has another host. */
export function runsHere(entries: readonly Entry[], env: NodeJS.ProcessEnv): ReadonlySet<string> {
  const host = env['HEROKU_HOST'] || undefined
  return new Set(
    entries.flatMap((start) => (start.type === 'run-start' && start.host === host ? start.run : [])),
  )
}

/** The checkpoints among them, the oldest first. */
export function checkpointsHere(about: About, env: NodeJS.ProcessEnv): Checkpoint[] {
  return entriesHere(about, env).flatMap(({ entry, hash }) =>
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
