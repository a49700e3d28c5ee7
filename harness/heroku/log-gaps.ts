import type { LogLine } from './log-line.ts'

/** A stretch of which Heroku itself says that it lost lines. */
export interface LogGap {
  readonly from: Date
  readonly to: Date
  /** Heroku's words. */
  readonly why: string
}

/**
 * `heroku[logplex]: Error L10 (output buffer overflow): 491 messages dropped since 2011-06-30T09:12:32+00:00.` (Dev Center, "Heroku
 * Error Codes": L10 to L13 say since when; L14 and L15 only that it is so.)
 */
const lost = /^Error (L1[0-5]) (.*)$/

/** Returns the gaps that the lines of a log tell of, in their order. */
export function gapsIn(lines: readonly LogLine[]): LogGap[] {
  return lines.flatMap(({ at, source, process, text }) => {
    const [, code] = (source === 'heroku' && process === 'logplex' && lost.exec(text)) || []
    if (code === undefined) return []
    const since = new Date(/\bsince (\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))/.exec(text)?.[1] ?? '')
    return [{ from: Number.isNaN(since.getTime()) ? at : since, to: at, why: text }]
  })
}
