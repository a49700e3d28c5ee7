import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { Client } from 'pg'
import { frames } from '../guard/frames.ts'

/** Opens TLS to the guard without the request before it, as libpq does with `sslnegotiation=direct`. */
export async function directTls(
  port: number,
  options: object = { ALPNProtocols: ['postgresql'] },
): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options })
  await once(socket, 'secureConnect')
  return socket
}

/** A client on an open socket. `pieceBytes` cuts everything it sends into TLS records of that size. */
export async function clientOn(
  socket: TLSSocket,
  login: { user: string; password: string; database: string },
  pieceBytes = Number.POSITIVE_INFINITY,
): Promise<Client> {
  const write = socket.write.bind(socket)
  let sent = Promise.resolve()
  Object.assign(socket, {
    connect: () => setImmediate(() => socket.emit('connect')),
    // Each piece waits until the one before is gone: pieces that wait together leave as one.
    write: (bytes: Buffer, flushed?: () => void) => {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        const piece = bytes.subarray(at, at + pieceBytes)
        sent = sent.then(() => new Promise((resolve) => write(piece, () => resolve())))
      }
      sent = sent.then(flushed)
      return true
    },
  })
  const client = new Client({ ...login, stream: () => socket })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** A message as it came. */
export interface Message {
  readonly type: string
  readonly body: Buffer
}

/** Resolves with the messages of an open socket, up to and with the n-th of a type. */
export function messagesUntil(socket: TLSSocket, type: string, times = 1): Promise<Message[]> {
  return new Promise((resolve, reject) => {
    const found: Message[] = []
    const reader = frames({
      reads: 'RSKZTDCENI123nt',
      rewrite: (messageType, body) => {
        found.push({ type: messageType, body: Buffer.from(body) })
        if (found.filter((message) => message.type === type).length === times) resolve([...found])
        return undefined
      },
    })
    reader.on('error', reject).resume()
    socket
      .on('data', (bytes) => reader.write(bytes))
      .on('close', () => reject(new Error(`closed: after ${found.map((one) => one.type).join('')}`)))
  })
}
