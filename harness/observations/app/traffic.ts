import { type Interval, union } from '../../evidence/intervals.ts'
import type { LogLine } from '../../heroku/log/log-line.ts'

/** What the lines of a log say of the app's work. */
export interface Traffic {
  /** Requests that the app answered: what Heroku's router notes with a status below 500. */
  readonly requests: number
  /** When it answered each, in the order of the lines. */
  readonly answeredAt: readonly Date[]
  /** Stretches in which it was scaled to zero; one that has no end yet ends with the log. */
  readonly withoutDynos: readonly Interval[]
}

/** `heroku[router]: at=info method=GET … status=200` (Dev Center, "HTTP Routing"). */
const answered = /\bstatus=[1-4]\d\d\b/
/** `app[api]: Scaled to web@0:Basic worker@1:Basic by user …` */
const scaled = /^Scaled to ((?:[\w-]+@\d+\S*\s*)+)/

/** @param to when the log ends. */
export function trafficIn(lines: readonly LogLine[], to: Date): Traffic {
  const answeredAt = lines.flatMap(({ at, source, process, text }) =>
    source === 'heroku' && process === 'router' && answered.test(text) ? [at] : [],
  )
  return { requests: answeredAt.length, answeredAt, withoutDynos: withoutDynos(lines, to) }
}

function withoutDynos(lines: readonly LogLine[], to: Date): Interval[] {
  const spans: Interval[] = []
  let since: Date | undefined
  for (const { at, source, process, text } of lines) {
    const [, formation] = (source === 'app' && process === 'api' && scaled.exec(text)) || []
    if (formation === undefined) continue
    const isDown = [...formation.matchAll(/@(\d+)/g)].every(([, quantity]) => quantity === '0')
    if (since && !isDown) spans.push({ from: since, to: at })
    since = isDown ? (since ?? at) : undefined
  }
  return union(since ? [...spans, { from: since, to }] : spans)
}

/** Stretches longer than so many hours without an answered request, between the log's beginning and its end. */
export function quietIn({ answeredAt }: Traffic, { from, to }: Interval, hours: number): Interval[] {
  const moments = [from, ...answeredAt, to]
  return moments.slice(1).flatMap((end, at) => {
    const begin = moments[at] ?? from
    return end.getTime() - begin.getTime() > hours * 3_600_000 ? [{ from: begin, to: end }] : []
  })
}
