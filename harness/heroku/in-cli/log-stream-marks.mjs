// Loaded into the Heroku CLI's own process (NODE_OPTIONS=--import) while it follows a log. Its EventSource opens a stream that
// was closed again after three seconds, and says nothing of it (CLI lib/run/log-displayer.js): what it prints then cannot be
// told from what it would have printed. So each stream that is opened is a line with a mark before the stream's own lines, and
// is opened again at once. The end of the pipe is that of who reads it: a CLI that has nothing to print would outlive it.
import { Socket } from 'node:net'

const pipe = 3
const retry = 'retry: 100\n\n'
const { RUNBOOK_STREAM_MARK: mark } = process.env
delete process.env.RUNBOOK_STREAM_MARK
const { fetch } = globalThis

globalThis.fetch = async (...asked) => {
  const answer = await fetch(...asked)
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream')
  if (!mark || answer.status !== 200 || !isStream) return answer
  process.stdout.write(`${mark}\n`)
  return Object.defineProperty(answer, 'body', { value: ReadableStream.from(begunWithRetry(answer.body)) })
}

async function* begunWithRetry(body) {
  yield new TextEncoder().encode(retry)
  yield* body
}

new Socket({ fd: pipe, readable: true, writable: false })
  .on('error', () => process.exit())
  .on('end', () => process.exit())
  .resume()
  .unref()
