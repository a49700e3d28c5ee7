import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { Client } from 'pg'

/** A way to a Postgres on which the server can fall silent, as one that is frozen does: the connections stay. */
export interface Relay {
  readonly host: string
  readonly port: number
  /** Nothing that the server says comes through any more: from now on, or from the statement on that holds this text. */
  freeze(from?: string): void
  stop(): Promise<void>
}

/** The same with a session on it. */
export interface FrozenServer extends Relay {
  readonly client: Client
}

/** Opens a way on loopback to a Postgres that listens there. */
export async function startRelay(to: { readonly host: string; readonly port: number }): Promise<Relay> {
  const sockets: Socket[] = []
  let silent = false
  let trigger: string | undefined
  const relay = createServer((client) => {
    const server = connect(to.port, to.host)
    sockets.push(client, server)
    client.on('error', () => undefined).on('close', () => server.destroy())
    server.on('error', () => undefined).on('close', () => client.destroy())
    client.on('data', (said: Buffer) => {
      if (trigger !== undefined && said.includes(trigger)) silent = true
      server.write(said)
    })
    server.on('data', (answer: Buffer) => {
      if (!silent) client.write(answer)
    })
  }).listen(0, '127.0.0.1')
  await once(relay, 'listening')
  const address = relay.address()
  return {
    host: '127.0.0.1',
    port: typeof address === 'object' && address ? address.port : 0,
    freeze(from) {
      if (from === undefined) silent = true
      else trigger = from
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      relay.close()
      await once(relay, 'close')
    },
  }
}

/** Opens another session of the same role in the same database, by a relay on loopback. */
export async function connectByRelay(to: Client, password: string): Promise<FrozenServer> {
  const relay = await startRelay(to)
  const client = new Client({
    host: relay.host,
    port: relay.port,
    user: to.user ?? '',
    password,
    database: to.database ?? '',
  })
  client.on('error', () => undefined)
  await client.connect()
  return {
    ...relay,
    client,
    async stop() {
      await Promise.all([client.end().catch(() => undefined), relay.stop()])
    },
  }
}
