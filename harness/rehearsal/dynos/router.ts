import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AppLog } from '../log-stream/app-log.ts'
import type { Formation } from './formation.ts'

/** How long a request waits: for a dyno that boots, 75 s on Heroku (Dev Center, "Error Codes": H20) and less here; for its answer (H12). */
const patience = { bootWaitMs: 20_000, answerMs: 30_000 }

const errors = {
  H10: 'App crashed',
  H12: 'Request timeout',
  H13: 'Connection closed without response',
  H14: 'No web processes running',
  H20: 'App boot timeout',
  H27: 'Client Request Interrupted',
  H80: 'Maintenance mode',
} as const
type ErrorCode = keyof typeof errors

/** What the router asks of the app it stands in front of. */
export interface RoutedApp {
  readonly log: AppLog
  readonly formation: Formation
  readonly maintenance: boolean
}

/** The router in front of an app: one address for the life of the platform, whichever dyno runs. */
export interface Router {
  readonly url: string
  stop(): Promise<void>
}

/**
 * Starts an app's router. A request goes to the dyno that is up, waits while one boots, and is a 503 with Heroku's error
 * code in the log where there is none (Dev Center, "HTTP Routing" and "Error Codes").
 */
export async function startRouter(app: () => RoutedApp, waits = patience): Promise<Router> {
  const server = createServer((incoming, outgoing) => {
    void route(app(), waits, incoming, outgoing)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string')
    throw new Error('The system gave no TCP port to a router.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function route(
  app: RoutedApp,
  { bootWaitMs, answerMs }: typeof patience,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const startedAt = Date.now()
  const about = `method=${incoming.method} path="${incoming.url}" host=${incoming.headers.host ?? ''} request_id=${randomUUID()} fwd="127.0.0.1"`
  const refuse = (code: ErrorCode) => {
    app.log.append(
      'heroku',
      'router',
      `at=error code=${code} desc="${errors[code]}" ${about} dyno= connect= service= status=${code === 'H27' ? 499 : 503} bytes= protocol=http`,
    )
    if (outgoing.headersSent || outgoing.destroyed) outgoing.destroy()
    else outgoing.writeHead(503, { 'content-type': 'text/html' }).end('<h1>Application error</h1>\n')
  }

  if (app.maintenance) return refuse('H80')
  if (app.formation.quantity === 0) return refuse('H14')
  const waited = await Promise.race([app.formation.settled().then(() => true), sleep(bootWaitMs)])
  const { port } = app.formation
  if (port === undefined) return refuse(waited ? 'H10' : 'H20')

  const forwarded = request(
    {
      host: '127.0.0.1',
      port,
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
      timeout: answerMs,
    },
    (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      answer.on('end', () =>
        app.log.append(
          'heroku',
          'router',
          `at=info ${about} dyno=web.1 connect=0ms service=${Date.now() - startedAt}ms status=${answer.statusCode} bytes=${bytes} protocol=http`,
        ),
      )
      answer.on('error', () => outgoing.destroy())
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    },
  )
  let timedOut = false
  forwarded.on('timeout', () => {
    timedOut = true
    forwarded.destroy()
  })
  forwarded.on('error', () => {
    if (timedOut) refuse('H12')
    else refuse(outgoing.destroyed ? 'H27' : 'H13')
  })
  outgoing.on('close', () => forwarded.destroy())
  incoming.pipe(forwarded)
}

function sleep(ms: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), ms).unref()
  })
}
