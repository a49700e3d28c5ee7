import type { LogLine } from '../heroku/log/log-line.ts'
import { deniedIn } from './denial.ts'
import { isOurs } from './our-name.ts'

/** One thing that Postgres denied, as a line of the log has it. */
export interface Denial {
  readonly at: Date
  /** Postgres's word for what was denied: see {@link deniedIn}. */
  readonly kind: string
  readonly object: string | undefined
  readonly longer: readonly string[]
  /** Whom it was denied to, where the line says so. */
  readonly user: string | undefined
  /** The process that logged it: `web.1`. */
  readonly process?: string
  readonly text: string
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
    return { at, text, ...denied, process }
  }
}
