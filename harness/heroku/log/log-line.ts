/** A line of the log stream, in Heroku's format: `2026-05-10T08:00:00.000000+00:00 app[web.1]: text`. */
export interface LogLine {
  readonly at: Date
  /** `app`, `heroku`, … */
  readonly source: string
  /** `web.1`, `router`, `api`, … */
  readonly process: string
  readonly text: string
}

const format = /^(\d{4}-\d{2}-\d{2}T\S+) ([^[\s]+)\[([^\]]+)\]: (.*)$/

/** The line, or undefined where it is in another format, or its time is none. */
export function parseLine(line: string): LogLine | undefined {
  const [, stamp, source, process, text] = format.exec(line) ?? []
  const at = new Date(stamp ?? '')
  if (source === undefined || process === undefined || text === undefined || Number.isNaN(at.getTime()))
    return undefined
  return { at, source, process, text }
}

/** Returns the parsed lines and how many were in no known format, so that a change of format is seen, not skipped. */
export function parseLog(lines: readonly string[]): { lines: LogLine[]; unparsed: number } {
  const parsed = lines.flatMap((line) => parseLine(line) ?? [])
  return { lines: parsed, unparsed: lines.length - parsed.length }
}
