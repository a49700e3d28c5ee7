import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { LogSessions } from './log-sessions.ts'

/** A quiet stream is kept open by a comment: Node's fetch, under the CLI's EventSource, ends a body after 300 s of silence. */
const keepAliveMs = 60_000

/**
 * The stream behind `logplex_url`, which `heroku logs` reads as server-sent events without authentication (CLI
 * lib/run/log-displayer.js). Without `tail` the response ends after the last line; `retry: 1` then spares the CLI the
 * three seconds its EventSource would wait before it notices. Where a stream is closed, whoever opens its URL again is sent
 * the last lines again. A session that is gone is a 404.
 */
export function logplex(sessions: LogSessions): Hono {
  return new Hono().get('/logplex/:session', (c) => {
    const session = sessions.open(c.req.param('session'))
    if (!session) return c.text('No such session.', 404)
    return streamSSE(c, async (stream) => {
      let id = 0
      // The writes are one chain, so that a line that arrives while the old ones are sent comes after them.
      let written = Promise.resolve()
      const send = (data: string) => {
        id += 1
        const event = { id: String(id), data }
        written = written.then(() => stream.writeSSE(event))
      }
      if (!session.tail) await stream.writeSSE({ data: '', retry: 1, event: 'hello' })
      for (const line of session.log.recent(session.lines, session)) send(line)
      if (session.tail) {
        const unfollow = session.log.follow(session, send)
        const keepAlive = setInterval(() => void stream.write(': still here\n\n'), keepAliveMs).unref()
        await new Promise<void>((resolve) => {
          stream.onAbort(resolve)
          if (Number.isFinite(sessions.streamMs)) setTimeout(resolve, sessions.streamMs).unref()
        })
        clearInterval(keepAlive)
        unfollow()
      }
      await written
    })
  })
}
