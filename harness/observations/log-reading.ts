import { CouldNotLook } from '../evidence/could-not-look.ts'
import { type LogLine, parseLog } from '../heroku/log/log-line.ts'
import { type Hole, lostBefore } from '../heroku/log/lost-lines.ts'
import { type Denial, denialFinder } from '../postgres/log-denials.ts'

/** What Heroku still has of the app's log, and how far it reaches: what lies outside was not seen. */
export interface LogReading {
  readonly lines: readonly LogLine[]
  /** But for those that this tool met itself, trying as the role what it may not: its sessions have a name of their own. */
  readonly denials: readonly Denial[]
  /** When the oldest and the newest line were written; Heroku's clock. */
  readonly from: Date
  readonly to: Date
  /** What Heroku says it lost between them. */
  readonly gaps: readonly Hole[]
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
      `\`heroku logs\` gave ${unparsed} lines and none in Heroku's format: a silent log proves nothing. Run this again`,
    )
  }
  return { lines, denials: denialsIn(lines), from: oldest.at, to: newest.at, gaps: gapsIn(lines), unparsed }
}

function denialsIn(lines: readonly LogLine[]): Denial[] {
  const find = denialFinder()
  return lines.flatMap((line) => find(line) ?? [])
}

function gapsIn(lines: readonly LogLine[]): Hole[] {
  return lines.flatMap((line, at) => lostBefore(line, lines[at - 1]?.at) ?? [])
}
