import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { Client } from 'pg'

/** A way to a Postgres on which the server can fall silent, as one that is frozen does: the connection stays. */
export interface FrozenServer {
  readonly client: Client
  /** Nothing that the server says comes through any more: from now on, or from the statement on that holds this text. */
  freeze(from?: string): void
  stop(): Promise<void>
}

/** Opens another session of the same role in the same database, by a relay on loopback. */
export async function connectByRelay(to: Client, password: string): Promise<FrozenServer> {
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
  const client = new Client({
    host: '127.0.0.1',
    port: typeof address === 'object' && address ? address.port : 0,
    user: to.user ?? '',
    password,
    database: to.database ?? '',
  })
  client.on('error', () => undefined)
  await client.connect()
  return {
    client,
    freeze(from) {
      if (from === undefined) silent = true
      else trigger = from
    },
    async stop() {
      await client.end().catch(() => undefined)
      for (const socket of sockets) socket.destroy()
      relay.close()
      await once(relay, 'close')
    },
  }
}
