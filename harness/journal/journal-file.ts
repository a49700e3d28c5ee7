import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Entry, entry } from './entry.ts'

/** A line as it stands in the file. */
export interface Line {
  /** Which line of the file it is, from 1. */
  readonly position: number
  readonly bytes: number
  /** The SHA-256 of its bytes, without the line break. */
  readonly hash: string
  /** What it says; undefined where it is no line of a journal. */
  readonly entry: Entry | undefined
  /** Whether its line break is missing, as where the process that wrote it was ended meanwhile. */
  readonly torn: boolean
}

/** The last line of a journal: who knows it from elsewhere can tell whether the file still has it. */
export interface Head {
  /** The number of that line. */
  readonly n: number
  /** Its SHA-256. */
  readonly hash: string
}

/** Where journals are kept, from the folder a run was started in: `RUNBOOK_JOURNAL`, or `journal/` beside the reports. */
export function journalFolder(env: NodeJS.ProcessEnv): string {
  return env['RUNBOOK_JOURNAL'] || 'journal'
}

/** The journal of an app. Whatever environment it is called in the configuration, it is one file. */
export function journalFile(folder: string, app: string): string {
  return join(folder, `${app}.jsonl`)
}

/** The lines of a journal, or undefined where there is no such file. */
export function readJournal(file: string): Line[] | undefined {
  return existsSync(file) ? linesOf(readFileSync(file)) : undefined
}

/** The lines that these bytes hold. */
export function linesOf(bytes: Buffer): Line[] {
  const lines: Line[] = []
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from)
    const raw = bytes.subarray(from, end === -1 ? bytes.length : end)
    lines.push({
      position: lines.length + 1,
      bytes: raw.length,
      hash: createHash('sha256').update(raw).digest('hex'),
      entry: entryOf(raw),
      torn: end === -1,
    })
    from += raw.length + 1
  }
  return lines
}

function entryOf(raw: Buffer): Entry | undefined {
  try {
    return entry.parse(JSON.parse(raw.toString('utf8')))
  } catch {
    return undefined
  }
}
