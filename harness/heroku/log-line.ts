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

/** Returns the parsed lines and how many were in no known format, so that a change of format is seen, not skipped. */
export function parseLog(lines: readonly string[]): { lines: LogLine[]; unparsed: number } {
  const parsed = lines.flatMap((line) => {
    const [, at = '', source = '', process = '', text = ''] = format.exec(line) ?? []
    return at === '' ? [] : [{ at: new Date(at), source, process, text }]
  })
  return { lines: parsed, unparsed: lines.length - parsed.length }
}
