import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Where recordings are kept, from the folder a run was started in: `RUNBOOK_RECORDINGS`, or `recordings/` beside the reports. */
export function recordingsFolder(env: NodeJS.ProcessEnv): string {
  return env['RUNBOOK_RECORDINGS'] || 'recordings'
}

/** The name of an app's recording of its stream, of one of a drain's file, and of one of these that is being written. */
export const ofStream = 'stream'
export const ofDrain = (name: string): string => `drain-${name}`
export const unfinished = 'unfinished'

/** The recordings of an app, each a folder: of its stream, and of each drain's file. */
export function recordingsOf(folder: string, app: string): string[] {
  const ofApp = join(folder, app)
  if (!existsSync(ofApp)) return []
  return readdirSync(ofApp, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== unfinished)
    .map(({ name }) => join(ofApp, name))
    .toSorted()
}

/** A segment of a recording, by its place among them. */
export interface SegmentFile {
  readonly number: number
  readonly file: string
}

const named = /^(\d{6,})\.log\.gz$/

/** The segments of a recording, the oldest first. */
export function segmentsOf(recording: string): SegmentFile[] {
  return readdirSync(recording)
    .flatMap((name) => {
      const [, number] = named.exec(name) ?? []
      return number === undefined ? [] : { number: Number(number), file: join(recording, name) }
    })
    .toSorted((a, b) => a.number - b.number)
}

/** Where the segment of that number is. */
export function segmentFile(recording: string, number: number): string {
  return join(recording, `${String(number).padStart(6, '0')}.log.gz`)
}

/** Makes the folders that lead to a recording. @throws Error where they cannot be made. */
export function makeRecordingFolder(folder: string, app: string, name: string): string {
  // One folder at a time: `recursive` never ends where a file system answers ENOENT to mkdir, as /proc does.
  const paths = [folder, join(folder, app), join(folder, app, name)]
  for (const path of paths) if (!existsSync(path)) mkdirSync(path, { mode: 0o700 })
  return join(folder, app, name)
}
