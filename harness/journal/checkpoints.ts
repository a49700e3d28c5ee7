import type { Subject } from '../config/subject.ts'
import { reportsFolder } from '../evidence/reports-folder.ts'
import type { Entry, Evidence } from './entry.ts'
import { headsInReports } from './heads.ts'
import { journalFile, journalFolder, type Line, readJournal } from './journal-file.ts'
import { type Break, wholenessOf } from './wholeness.ts'

/** A checkpoint as a journal has it. */
export interface Checkpoint extends Evidence {
  /** The number of its line. */
  readonly n: number
  /** The SHA-256 of its line. */
  readonly hash: string
}

/** Whose lines are wanted: an app's, and of them those that are about one of its roles. */
type About = Pick<Subject, 'app' | 'role' | 'otherRoles'>

/** A line that could be read, and its SHA-256. */
export interface KeptEntry {
  readonly entry: Entry
  readonly hash: string
}

/** An app's journal as a gate reads it: what was written, and what is not as it was written. */
export interface HeldJournal {
  readonly file: string
  /** The lines that runs on the Heroku of this shell wrote about the role, or about the app as a whole, in their order. */
  readonly entries: readonly KeptEntry[]
  readonly breaks: readonly Break[]
}

/**
 * Reads an app's journal once, and holds it against itself and the heads that reports keep of it: one that was removed is not as
 * it was written either. @throws Error where it is there and cannot be read.
 */
export async function heldJournal(about: About, env: NodeJS.ProcessEnv): Promise<HeldJournal> {
  const file = journalFile(journalFolder(env), about.app)
  const lines = readJournal(file)
  const { breaks } = wholenessOf(lines, await headsInReports(reportsFolder(env), file), about.app)
  return { file, entries: writtenHere(lines ?? [], about, env), breaks }
}

/** Those lines that runs on the Heroku of this shell wrote about the role, or about the app as a whole. */
function writtenHere(lines: readonly Line[], about: About, env: NodeJS.ProcessEnv): KeptEntry[] {
  const readable = lines.flatMap(({ entry, hash }) =>
    entry && isAbout(entry, about) ? [{ entry, hash }] : [],
  )
  const here = runsHere(
    readable.map(({ entry }) => entry),
    env,
  )
  return readable.filter(({ entry }) => here.has(entry.run))
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

/**
 * Returns the checkpoints that runs on the Heroku of this shell wrote, the oldest first; none where there is no journal, or it
 * cannot be read.
 */
export function checkpointsHere(about: About, env: NodeJS.ProcessEnv): Checkpoint[] {
  return writtenHere(read(journalFile(journalFolder(env), about.app)), about, env).flatMap(
    ({ entry, hash }) => (entry.type === 'checkpoint' ? [{ ...entry.evidence, n: entry.n, hash }] : []),
  )
}

function read(file: string): readonly Line[] {
  try {
    return readJournal(file) ?? []
  } catch {
    return []
  }
}
