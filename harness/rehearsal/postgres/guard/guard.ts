import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { type Duplex, pipeline } from 'node:stream'
import { createServer as createTlsServer, type Server, type TLSSocket } from 'node:tls'
import { certificate } from '../certificate.ts'
import { noEncryption, readOpening } from './opening.ts'
import { plainReplies } from './replies.ts'
import { checkedRequests } from './requests.ts'

/** Where the guarded server listens. */
export interface Upstream {
  readonly host: string
  readonly port: number
}

/** A listener in front of a server. */
export interface Guard {
  readonly port: number
  /** Hangs up on every connection, the open ones included, until told otherwise: the database is down. */
  refuseConnections(refused: boolean): void
  stop(): Promise<void>
}

/**
 * Starts the statement guard in front of a stock Postgres: TLS 1.2 or later ends here, authentication passes through
 * (SCRAM is end to end) and, where passwords are restricted, Query and Parse are read for the statements that RDS
 * reserves to members of rds_password. See `docs/decisions/002-the-guard-on-the-wire.md`.
 *
 * What it does not see:
 * - SQL that a function or procedure runs, and SQL that a DO assembles at run time (an EXECUTE that spells the statement
 *   out in a constant or a format() template is seen);
 * - SQL the PostgreSQL 18 grammar does not read, which the server then judges;
 * - `standard_conforming_strings = off`, under which a string may end elsewhere, and the client encodings SJIS, BIG5,
 *   GBK, UHC, GB18030 and JOHAB inside E'' strings;
 * - the FunctionCall message, and replication connections' own commands.
 *
 * What a client could tell it by: the server knows the connection as unencrypted and by the guard's own port
 * (pg_stat_ssl, pg_stat_activity), which also show the statement with its check; channel binding is not offered; inside
 * a DO the refusal's context does not quote the statement; and after a permitted statement the error position of a later
 * one in the same Query is off.
 */
export async function startGuard(upstream: Upstream, { restrictsPasswords = true } = {}): Promise<Guard> {
  const tls = await certificate()
  const sockets = new Set<Socket>()
  let down = false

  const negotiated = tlsEnd(serve)
  // Without the request before it, the handshake has to name the protocol (documentation: 'SSL Session Encryption').
  const direct = tlsEnd((client) => (client.alpnProtocol === 'postgresql' ? serve(client) : client.destroy()))

  const listener = createServer({ noDelay: true }, (socket) => {
    if (down) {
      socket.destroy()
      return
    }
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
    void open(socket)
  })

  async function open(socket: Socket): Promise<void> {
    const opening = await readOpening(socket)
    switch (opening?.wants) {
      case 'tls':
        ;(opening.direct ? direct : negotiated).emit('connection', socket)
        break
      case 'cancel':
        relay(socket)
        break
      case 'plain':
        socket.end(noEncryption(socket.remoteAddress ?? '', opening.user, opening.database))
        break
      default:
        socket.destroy()
    }
  }

  function tlsEnd(serveClient: (client: TLSSocket) => void): Server {
    return createTlsServer({ ...tls, minVersion: 'TLSv1.2', ALPNProtocols: ['postgresql'] }, serveClient).on(
      'tlsClientError',
      (_error, client) => client.destroy(),
    )
  }

  function dial(): Socket {
    // Without noDelay a parameterised query waits 40 ms for an acknowledgement.
    return connect({ ...upstream, noDelay: true })
  }

  function serve(client: Duplex): void {
    if (!restrictsPasswords) {
      relay(client)
      return
    }
    const server = dial()
    pipeline(client, checkedRequests(), server, () => client.destroy())
    pipeline(server, plainReplies(), client, () => server.destroy())
  }

  /** What passes as it is: a CancelRequest, which is one packet with a key of the server's making, and all where nothing is restricted. */
  function relay(client: Duplex): void {
    const server = dial()
    pipeline(client, server, () => client.destroy())
    pipeline(server, client, () => server.destroy())
  }

  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (!address || typeof address === 'string') throw new Error('The guard listens on no port.')

  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: address.port,
    refuseConnections: (refused) => {
      down = refused
      if (refused) hangUp()
    },
    stop: async () => {
      const closed = once(listener, 'close')
      listener.close()
      hangUp()
      await closed
    },
  }
}
