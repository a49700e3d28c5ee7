import type { Socket } from 'node:net'
import { message } from './frames.ts'

const sslRequest = 80877103
const gssEncRequest = 80877104
const cancelRequest = 80877102
const tlsHandshake = 0x16
const longestPacket = 10_000

/** What a client wants, read from the first bytes it sends. */
export type Opening =
  | { readonly wants: 'tls'; readonly direct: boolean }
  | { readonly wants: 'cancel' }
  | { readonly wants: 'plain'; readonly user: string; readonly database: string }

/**
 * Reads how a connection opens (documentation: 'Message Flow', start-up, SSL session encryption, canceling requests) and
 * leaves the socket paused, with what belongs to the next reader still in it. GSS encryption is declined on the way, as
 * by a server built without it. Resolves to undefined where the client closes or sends what is no start-up.
 */
export async function readOpening(socket: Socket): Promise<Opening | undefined> {
  for (let packets = 0; packets < 3; packets++) {
    const head = await take(socket, 8)
    if (!head) return undefined
    if (head[0] === tlsHandshake) {
      socket.unshift(head)
      return { wants: 'tls', direct: true }
    }
    const length = head.readUInt32BE(0)
    const code = head.readUInt32BE(4)
    if (code === gssEncRequest) {
      socket.write('N')
      continue
    }
    if (code === sslRequest) {
      // Bytes behind the request would be read as if TLS protected them (CVE-2021-23214): the server hangs up too.
      if (socket.readableLength > 0) return undefined
      socket.write('S')
      return { wants: 'tls', direct: false }
    }
    if (code === cancelRequest) {
      socket.unshift(head)
      return { wants: 'cancel' }
    }
    if (length < 8 || length > longestPacket) return undefined
    const parameters = length > 8 ? await take(socket, length - 8) : Buffer.alloc(0)
    return parameters && { wants: 'plain', ...named(parameters) }
  }
  return undefined
}

/**
 * What a server whose pg_hba.conf has `hostssl` lines only answers a plain start-up: FATAL 28000 (auth.c, ClientAuthentication).
 */
export function noEncryption(host: string, user: string, database: string): Buffer {
  const fields = [
    'SFATAL',
    'VFATAL',
    'C28000',
    `Mno pg_hba.conf entry for host "${host}", user "${user}", database "${database}", no encryption`,
    'Fauth.c',
    'RClientAuthentication',
  ]
  return message('E', Buffer.from(`${fields.join('\0')}\0\0`))
}

function named(parameters: Buffer): { user: string; database: string } {
  const words = parameters.toString().split('\0')
  const value = (name: string): string | undefined => {
    const at = words.findIndex((word, index) => index % 2 === 0 && word === name)
    return at < 0 ? undefined : words[at + 1]
  }
  const user = value('user') ?? ''
  return { user, database: value('database') ?? user }
}

/** The next bytes of a paused socket, or undefined where it ends before. */
function take(socket: Socket, bytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const settle = (result: Buffer | undefined): void => {
      socket.off('readable', look).off('close', gone).off('end', gone).off('error', gone)
      resolve(result)
    }
    const look = (): void => {
      const found: unknown = socket.read(bytes)
      if (Buffer.isBuffer(found)) settle(found.length === bytes ? found : undefined)
    }
    const gone = (): void => settle(undefined)
    socket.on('readable', look).on('close', gone).on('end', gone).on('error', gone)
    look()
  })
}
