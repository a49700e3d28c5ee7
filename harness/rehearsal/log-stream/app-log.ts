import type { Clock } from '../clock/clock.ts'

/** Logplex keeps the last 1,500 lines, for a week (Dev Center, "Logging": log history limits). */
const keptLines = 1_500
const keptMs = 7 * 24 * 60 * 60 * 1000

/** Which lines a log session asks for: the body of `POST /apps/:app/log-sessions` (CLI lib/run/log-displayer.js). */
export interface LogFilter {
  /** `app` or `heroku`. */
  readonly source?: string | undefined
  /** A dyno (`web.1`) or a process type (`web`): the CLI sends both as `dyno`. */
  readonly dyno?: string | undefined
}

/** One line of an app's log: `2026-01-01T00:00:00.000000+00:00 app[web.1]: message`. */
interface Line {
  readonly at: Date
  readonly source: string
  readonly dyno: string
  readonly text: string
}

/** An app's log as Logplex keeps it. */
export interface AppLog {
  append(source: 'app' | 'heroku', dyno: string, message: string): void
  /** The last so many lines that match, oldest first. */
  recent(lines: number, filter: LogFilter): string[]
  /** Calls back with each matching line from now on, until the returned function is called. */
  follow(filter: LogFilter, onLine: (line: string) => void): () => void
}

/** An empty log that is stamped by the platform's clock. */
export function createAppLog(clock: Clock): AppLog {
  let lines: Line[] = []
  let lastMicroseconds = 0
  const followers = new Set<(line: Line) => void>()

  /** Microseconds since the epoch, never the same twice, so that lines sort as they were written. */
  const stamp = (at: Date): string => {
    lastMicroseconds = Math.max(at.getTime() * 1000, lastMicroseconds + 1)
    const whole = new Date(Math.floor(lastMicroseconds / 1000)).toISOString().slice(0, -1)
    return `${whole}${String(lastMicroseconds % 1000).padStart(3, '0')}+00:00`
  }

  return {
    append(source, dyno, message) {
      const at = clock.now()
      const line: Line = { at, source, dyno, text: `${stamp(at)} ${source}[${dyno}]: ${message}` }
      lines.push(line)
      if (lines.length > keptLines) lines = lines.slice(-keptLines)
      for (const follower of followers) follower(line)
    },
    recent(count, filter) {
      const oldest = clock.now().getTime() - keptMs
      return lines
        .filter((line) => line.at.getTime() >= oldest && matches(line, filter))
        .slice(-count)
        .map((line) => line.text)
    },
    follow(filter, onLine) {
      const follower = (line: Line) => {
        if (matches(line, filter)) onLine(line.text)
      }
      followers.add(follower)
      return () => followers.delete(follower)
    },
  }
}

function matches(line: Line, { source, dyno }: LogFilter): boolean {
  if (source !== undefined && line.source !== source) return false
  return dyno === undefined || line.dyno === dyno || line.dyno.startsWith(`${dyno}.`)
}
