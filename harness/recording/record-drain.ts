import { createHash } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { parseLine } from '../heroku/log/log-line.ts'
import { drained } from './drain-file.ts'
import { LineWriter } from './line-writer.ts'
import { type Recorded, Tally } from './recorded.ts'
import { Recording } from './recording.ts'
import { makeRecordingFolder, ofDrain, unfinished } from './recording-folder.ts'

/** A drain's file, and the recording that it is to be. */
export interface DrainFile {
  readonly app: string
  /** That of all recordings. */
  readonly folder: string
  readonly file: string
}

/**
 * Writes what a log drain received as a recording of its own. The same file read again, grown or not, takes its place.
 * @returns what was recorded: no line where the file holds none of a drain of Heroku's.
 * @throws Error where the file cannot be read, or nothing can be written.
 */
export async function recordDrain({ app, folder, file }: DrainFile): Promise<Recorded> {
  const place = emptied(folder, app, unfinished)
  const { recording } = await Recording.open(place, 0)
  const writer = new LineWriter(recording, () => true)
  const tally = new Tally()
  let first: string | undefined
  let isBroken = false
  for await (const part of drained(file)) {
    const line = part.type === 'line' ? parseLine(part.line) : undefined
    if (part.type === 'broken' || !line) {
      isBroken = true
      writer.unparsed += 1
      continue
    }
    if (isBroken && tally.to) {
      writer.gap(line.at, notWhole)
      tally.gap(line.at, notWhole)
    }
    isBroken = false
    first ??= part.line
    writer.add(part.line)
    tally.line(line, true)
  }
  writer.flush()
  recording.close()
  if (first !== undefined) renameSync(place, emptied(folder, app, ofDrain(nameOf(first))))
  else rmSync(place, { recursive: true })
  const { from, to, gaps } = tally
  return { lines: writer.written, unparsed: writer.unparsed, from, to, gaps }
}

const notWhole = 'a message of the file is not whole'

/** A file is known by its first line: it may have grown, or be called otherwise now. */
const nameOf = (first: string): string => createHash('sha256').update(first).digest('hex').slice(0, 12)

function emptied(folder: string, app: string, name: string): string {
  rmSync(makeRecordingFolder(folder, app, name), { recursive: true })
  return makeRecordingFolder(folder, app, name)
}
