import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { holdsSecret } from '../secrets/mask.ts'
import { scrubDeep } from '../secrets/scrub.ts'
import { type Entry, type NewEntry, nothingBefore } from './entry.ts'
import { underFileLock } from './file-lock.ts'
import { type Head, linesOf } from './journal-file.ts'

/**
 * Adds a line to a journal and returns once it is on the disk; what was written before stays as it is, byte by byte. A line
 * that was cut short is closed by a line that says so. Whoever else appends waits meanwhile.
 * @throws Error where it cannot be written.
 */
export function append(file: string, said: NewEntry): Head {
  const folder = dirname(file)
  // One folder and no more: `recursive` never ends where a file system answers ENOENT to mkdir, as /proc does.
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 })
  return underFileLock(`${file}.lock`, () => {
    const opened = openSync(file, 'a+', 0o600)
    try {
      const { text, head } = continued(readFileSync(opened), said)
      writeWhole(opened, Buffer.from(text))
      fsyncSync(opened)
      if (head.n === 1) syncFolder(folder)
      return head
    } finally {
      closeSync(opened)
    }
  })
}

/** What is to be written after these bytes, and the line that it ends with. */
function continued(bytes: Buffer, said: NewEntry): { text: string; head: Head } {
  let { position: n, hash } = linesOf(bytes).at(-1) ?? { position: 0, hash: nothingBefore }
  const next = (entry: NewEntry): string => {
    const line = lineOf({ ...entry, n: n + 1, previous: hash, at: new Date().toISOString() })
    n += 1
    hash = linesOf(Buffer.from(line))[0]?.hash ?? hash
    return `${line}\n`
  }
  const last = linesOf(bytes).at(-1)
  const { app, run } = said
  const closed = last?.torn ? `\n${next({ type: 'torn', app, run, bytes: last.bytes })}` : ''
  const text = `${closed}${next(said)}`
  return { text, head: { n, hash } }
}

/** The place of a line first, for who reads it by eye. @throws Error where a secret would be in it. */
function lineOf({ n, previous, at, ...said }: Entry): string {
  const line = JSON.stringify(scrubDeep({ n, previous, at, ...said }))
  if (holdsSecret(line)) throw new Error('a line of the journal would hold a secret')
  return line
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
}

/** So that a file that was just made is found after the machine went down. */
function syncFolder(folder: string): void {
  const opened = openSync(folder, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
