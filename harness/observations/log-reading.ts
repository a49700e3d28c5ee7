import { CouldNotLook } from '../evidence/could-not-look.ts'
import { gapsIn, type LogGap } from '../heroku/log-gaps.ts'
import { type LogLine, parseLog } from '../heroku/log-line.ts'
import { deniedIn } from '../postgres/denial.ts'
import { isOurs } from '../postgres/our-name.ts'

/** One thing that Postgres denied, as a line of the log has it. */
export interface Denial {
  readonly at: Date
  /** Postgres's word for what was denied: see {@link deniedIn}. */
  readonly kind: string
  readonly object: string | undefined
  readonly longer: readonly string[]
  /** Whom it was denied to, where the line says so. */
  readonly user: string | undefined
  readonly text: string
}

/** What Heroku still has of the app's log, and how far it reaches: what lies outside was not seen. */
export interface LogReading {
  readonly lines: readonly LogLine[]
  /** But for those that this tool met itself, trying as the role what it may not: its sessions have a name of their own. */
  readonly denials: readonly Denial[]
  /** When the oldest and the newest line were written; Heroku's clock. */
  readonly from: Date
  readonly to: Date
  /** What Heroku says it lost between them. */
  readonly gaps: readonly LogGap[]
  /** Lines in no known format. */
  readonly unparsed: number
}

/** @throws CouldNotLook where there is no line, or none in a known format: silence is no proof. */
export function readingOf(printed: readonly string[]): LogReading {
  const { lines, unparsed } = parseLog(printed)
  const [oldest] = lines
  const newest = lines.at(-1)
  if (!oldest || !newest) {
    throw new CouldNotLook(
      `\`heroku logs\` gave ${unparsed} lines and none in Heroku's format: a silent log proves nothing`,
    )
  }
  return { lines, denials: denialsIn(lines), from: oldest.at, to: newest.at, gaps: gapsIn(lines), unparsed }
}

/** How long after a denial the driver's own dump of the same error may go on, which names the code alone. */
const sameErrorMs = 2_000

/**
 * Returns what says of one line after the other, as they stand in a log, what was denied there: undefined where nothing was,
 * where this tool met it itself, and where the line goes on with what one before it has named.
 */
export function denialFinder(): (line: LogLine) => Denial | undefined {
  const named = new Map<string, Date>()
  return ({ at, source, process, text }) => {
    const denied = deniedIn(text)
    if (!denied || isOurs(denied.application ?? '')) return undefined
    const place = `${source}[${process}]`
    const before = named.get(place)
    const goesOn = before !== undefined && at.getTime() - before.getTime() <= sameErrorMs
    if (denied.object === undefined && goesOn) return undefined
    named.set(place, at)
    return { at, text, ...denied }
  }
}

function denialsIn(lines: readonly LogLine[]): Denial[] {
  const find = denialFinder()
  return lines.flatMap((line) => find(line) ?? [])
}
