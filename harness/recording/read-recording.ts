import { between, type Interval, union, within, without } from '../evidence/intervals.ts'
import { type LogLine, parseLine } from '../heroku/log/log-line.ts'
import { type Hole, lostBefore } from '../heroku/log/lost-lines.ts'
import { type Denial, denialFinder } from '../postgres/log-denials.ts'
import { type Mark, markIn } from './mark.ts'
import { recordingsOf, segmentsOf } from './recording-folder.ts'
import { hashOfLines, linesOfSegment } from './segment.ts'

/** What was recorded of an app's log between two moments. Intervals and gaps together are all of that time. */
export interface RecordingReading {
  /** Of which no line is missing, by Heroku's stamps. In order; none touches the next. */
  readonly intervals: readonly Interval[]
  /** What was not recorded, or not without a hole, and why. */
  readonly gaps: readonly Hole[]
  /** What Postgres denied in the lines of that time, wherever they stand. */
  readonly denials: readonly Denial[]
  /** How many lines of that time were recorded. */
  readonly lines: number
}

/**
 * Reads what `pnpm soak:record` wrote of an app, of its stream and of drains' files, between two moments of Heroku's clock.
 * @param folder that of all recordings: {@link recordingsFolder}.
 * @throws Error where a segment cannot be read, or holds what no recorder wrote.
 */
export async function readRecording(
  folder: string,
  app: string,
  from: Date,
  to: Date,
): Promise<RecordingReading> {
  const bounds = { from, to }
  const parts: Part[] = []
  for (const recording of recordingsOf(folder, app)) parts.push(await partOf(recording, bounds, parts))
  const intervals = within(union(parts.flatMap(({ covered }) => covered)), bounds)
  const reasons = parts.flatMap(({ holes }) => holes)
  return {
    intervals,
    gaps: between(intervals, bounds).map((gap) => ({ ...gap, why: whyOf(gap, intervals, reasons) })),
    denials: oncePerLine(parts.flatMap(({ denials }) => denials)),
    lines: parts.reduce((sum, { lines }) => sum + lines, 0),
  }
}

function whyOf(gap: Interval, intervals: readonly Interval[], reasons: readonly Hole[]): string {
  const known = reasons.filter(({ from, to }) => from < gap.to && to > gap.from).map(({ why }) => why)
  if (known.length > 0) return [...new Set(known)].join('; ')
  if (intervals.length === 0) return 'nothing was recorded'
  const isBefore = intervals.some(({ from }) => from >= gap.to)
  return isBefore ? 'the recording begins after it' : 'the last line that was recorded is before it'
}

/** Two recordings have the same lines of the time that both have. */
function oncePerLine(denials: readonly Denial[]): Denial[] {
  const seen = new Map(denials.map((denial) => [`${denial.at.getTime()} ${denial.text}`, denial]))
  return [...seen.values()].toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

/** One recording. */
interface Part {
  readonly covered: readonly Interval[]
  readonly holes: readonly Hole[]
  readonly denials: readonly Denial[]
  /** Those that none of the recordings before it has. */
  readonly lines: number
}

async function partOf(recording: string, bounds: Interval, before: readonly Part[]): Promise<Part> {
  const known = before.flatMap(({ covered }) => covered)
  const isIn = (at: Date, { from, to }: Interval): boolean => at >= from && at <= to
  const coverage = new Coverage()
  const find = denialFinder()
  const denials: Denial[] = []
  let count = 0
  for (const { file } of segmentsOf(recording)) {
    coverage.segment(await linesOfSegment(file), (line) => {
      const denial = find(line)
      if (!isIn(line.at, bounds)) return
      if (denial) denials.push(denial)
      if (!known.some((interval) => isIn(line.at, interval))) count += 1
    })
  }
  return { covered: coverage.intervals, holes: coverage.holes, denials, lines: count }
}

/** Adds up what segments cover, one after the other. */
class Coverage {
  readonly holes: Hole[] = []
  readonly #spans: { from: Date; to: Date }[] = []
  /** The segment before, and the newest line that was there when it began. */
  #before: { readonly hash: string; readonly from: Date | undefined } | undefined
  /** From when on nothing is known, where the segment before is not as it was written. */
  #brokenFrom: Date | undefined

  get intervals(): Interval[] {
    return union(without(this.#spans, this.holes))
  }

  segment(lines: readonly string[], onLine: (line: LogLine) => void): void {
    const from = this.#last
    for (const text of lines) {
      const mark = markIn(text)
      const line = mark ? undefined : parseLine(text)
      if (mark) this.#noted(mark)
      if (!line) continue
      this.#extend(line)
      onLine(line)
    }
    this.#before = { hash: hashOfLines(lines), from }
  }

  /** The newest line so far. */
  get #last(): Date | undefined {
    return this.#spans.at(-1)?.to
  }

  #noted(mark: Mark): void {
    if (mark.type === 'gap') this.#gap(this.#last, mark.to, mark.why)
    else if (this.#before && mark.after !== this.#before.hash)
      this.#brokenFrom = this.#before.from ?? justBefore(this.#spans[0]?.from)
  }

  #extend(line: LogLine): void {
    if (this.#brokenFrom) this.#gap(this.#brokenFrom, line.at, changed)
    const lost = lostBefore(line, this.#last)
    if (lost) this.holes.push(lost)
    const span = this.#spans.at(-1)
    if (!span) this.#spans.push({ from: line.at, to: line.at })
    else if (line.at > span.to) span.to = line.at
  }

  /** Begins anew at that moment; a gap is never of no length, or it would be none. */
  #gap(from: Date | undefined, to: Date, why: string): void {
    this.#brokenFrom = undefined
    if (from === undefined) return
    const begun = to > from ? to : new Date(from.getTime() + 1)
    this.holes.push({ from, to: begun, why })
    this.#spans.push({ from: begun, to: begun })
  }
}

const justBefore = (at: Date | undefined): Date | undefined => at && new Date(at.getTime() - 1)

const changed = 'a part of the recording is missing, or was changed after it was written'
