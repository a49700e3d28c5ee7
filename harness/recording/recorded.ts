import type { LogLine } from '../heroku/log/log-line.ts'
import { type Hole, lostBefore } from '../heroku/log/lost-lines.ts'

/** What was recorded by one run of a recorder. */
export interface Recorded {
  readonly lines: number
  /** Lines in no known format, of which none is recorded. */
  readonly unparsed: number
  /** When the first and the newest line that Heroku gave was written, by Heroku's clock. */
  readonly from: Date | undefined
  readonly to: Date | undefined
  readonly gaps: readonly Hole[]
}

/** A gap in words. */
export const saidOfGap = ({ from, to, why }: Hole): string =>
  `from ${from.toISOString()} to ${to.toISOString()}: ${why}`

/** Keeps count of what is recorded, to tell it. */
export class Tally {
  readonly gaps: Hole[] = []
  from: Date | undefined
  to: Date | undefined
  readonly #onGap: (gap: Hole) => void

  constructor(onGap: (gap: Hole) => void = () => {}) {
    this.#onGap = onGap
  }

  /** A line that is new, or was seen before. */
  line(line: LogLine, isNew: boolean): void {
    const lost = isNew ? lostBefore(line, this.to) : undefined
    if (lost) this.#add(lost)
    this.from ??= line.at
    if (this.to === undefined || line.at > this.to) this.to = line.at
  }

  /** @param before the last line of another run, for a gap that comes first. */
  gap(to: Date, why: string, before?: Date): void {
    this.#add({ from: this.to ?? before ?? to, to, why })
  }

  #add(gap: Hole): void {
    this.gaps.push(gap)
    this.#onGap(gap)
  }
}
