import type { Interval } from '../../evidence/intervals.ts'
import type { LogLine } from './log-line.ts'

/** A stretch of which lines are missing, and why. */
export interface Hole extends Interval {
  readonly why: string
}

// Dev Center, "Heroku Error Codes", L10 to L15; the texts of L10 and L11 are Logplex's own (heroku/logplex).
const notice = /^Error (L1[0-5])\b/
const since = /\bsince (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))/

/**
 * The stretch of which Heroku itself says in this line that lines were lost, or undefined where the line says nothing of the
 * kind: since when it says, or where it does not, since the line before.
 */
export function lostBefore({ at, text }: LogLine, before: Date | undefined): Hole | undefined {
  const [, code] = notice.exec(text) ?? []
  if (code === undefined) return undefined
  const [, said = ''] = since.exec(text) ?? []
  const from = [new Date(said), before ?? at].find((time) => time < at) ?? new Date(at.getTime() - 1)
  return { from, to: at, why: `Heroku lost lines (${code})` }
}
