import { parseLine } from '../heroku/log/log-line.ts'
import { lineOfMark, type Mark, nothingBefore } from './mark.ts'
import { segmentFile, segmentsOf } from './recording-folder.ts'
import { hashOfLines, linesOfSegment, Segment } from './segment.ts'

/** A segment ends after so much text, or so much of Heroku's time. */
const segmentBytes = 8_000_000
const segmentMs = 60 * 60 * 1000

/** A recording that is being written: segments that follow each other, each line on the disk once it was added. */
export class Recording {
  readonly folder: string
  #segment: Segment | undefined
  /** When the segment begins, by its first line. */
  #since: Date | undefined
  #number: number
  #after: string

  private constructor(folder: string, number: number, after: string) {
    this.folder = folder
    this.#number = number
    this.#after = after
  }

  /**
   * Opens the recording in that folder, to go on where it ends.
   * @returns it, and its last lines, so many where it has them.
   */
  static async open(folder: string, tail: number): Promise<{ recording: Recording; lines: string[] }> {
    const segments = segmentsOf(folder)
    let lines: string[] = []
    let after: string | undefined
    for (const { file } of segments.toReversed()) {
      const these = await linesOfSegment(file)
      after ??= hashOfLines(these)
      lines = [...these.filter((line) => parseLine(line)), ...lines].slice(-tail)
      if (lines.length === tail) break
    }
    const recording = new Recording(folder, segments.at(-1)?.number ?? 0, after ?? nothingBefore)
    return { recording, lines }
  }

  /** Returns once the lines and marks are on the disk. @throws Error where they cannot be written. */
  add(lines: readonly string[]): void {
    if (lines.length === 0) return
    const at = newest(lines)
    if (this.#segment && this.#isFull(this.#segment, at)) this.close()
    this.#segment ??= this.#begin()
    this.#since ??= at
    this.#segment.add(lines)
  }

  /** Ends the segment at hand. */
  close(): void {
    if (!this.#segment) return
    this.#after = this.#segment.close()
    this.#segment = undefined
    this.#since = undefined
  }

  #begin(): Segment {
    this.#number += 1
    const segment = new Segment(segmentFile(this.folder, this.#number))
    const mark: Mark = { type: 'segment', number: this.#number, after: this.#after }
    segment.add([lineOfMark(mark)])
    return segment
  }

  #isFull({ bytes }: Segment, at: Date | undefined): boolean {
    const ms = at && this.#since ? at.getTime() - this.#since.getTime() : 0
    return bytes >= segmentBytes || ms >= segmentMs
  }
}

function newest(lines: readonly string[]): Date | undefined {
  return lines.map(parseLine).findLast((line) => line !== undefined)?.at
}
