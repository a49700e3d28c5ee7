import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import type { AppLog, LogFilter } from './app-log.ts'

/** A log session's URL can be opened for five minutes (Platform API reference, "Log Session"). */
const openableMs = 5 * 60 * 1000

/** What `POST /apps/:app/log-sessions` asked for. */
interface LogSession extends LogFilter {
  readonly id: string
  readonly log: AppLog
  readonly createdAt: Date
  readonly lines: number
  readonly tail: boolean
}

/** The log sessions that have been created and can still be opened. */
export interface LogSessions {
  create(session: Omit<LogSession, 'id' | 'createdAt'>): LogSession
  /** The session, or undefined where there is none or it has expired. */
  open(id: string): LogSession | undefined
  /** How long a stream is kept open, in milliseconds of this machine's time; Infinity until it is told otherwise. */
  streamMs: number
}

/** A store of log sessions that forgets them after five minutes of the platform's clock. */
export function createLogSessions(clock: Clock): LogSessions {
  const sessions = new Map<string, LogSession>()
  const isOpenable = (session: LogSession) => clock.now().getTime() - session.createdAt.getTime() < openableMs

  return {
    streamMs: Number.POSITIVE_INFINITY,
    create(asked) {
      const session: LogSession = { ...asked, id: randomUUID(), createdAt: clock.now() }
      for (const old of sessions.values()) if (!isOpenable(old)) sessions.delete(old.id)
      sessions.set(session.id, session)
      return session
    },
    open(id) {
      const session = sessions.get(id)
      return session && isOpenable(session) ? session : undefined
    },
  }
}
