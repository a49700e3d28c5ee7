import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { connect as connectTls } from 'node:tls'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RehearsedDatabase, startRehearsedDatabase } from '../testing/rehearsed-database.ts'
import { clientOn, directTls, messagesUntil } from '../testing/wire-client.ts'

const sslRequest = Buffer.from('0000000804d2162f', 'hex')
const gssEncRequest = Buffer.from('0000000804d21630', 'hex')

let rehearsed: RehearsedDatabase
let superuser: Client

beforeAll(async () => {
  rehearsed = await startRehearsedDatabase()
  superuser = await rehearsed.connectAsSuperuser()
})

afterAll(() => rehearsed.stop())

async function plain(): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: rehearsed.database.port })
  await once(socket, 'connect')
  return socket
}

function startUp(parameters: string): Buffer {
  const body = Buffer.from(parameters)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length, 0)
  head.writeUInt32BE(3 << 16, 4)
  return Buffer.concat([head, body])
}

async function ended(socket: Socket): Promise<string> {
  return (await buffer(socket)).toString()
}

describe('a start-up without TLS', () => {
  it.each([
    ['in one segment', 1000],
    ['in segments of a byte', 1],
  ])('is refused as by a server with hostssl lines only, %s', async (_how, size) => {
    const socket = await plain()
    const answer = ended(socket)
    const packet = startUp('user\0u\0database\0d\0\0')
    for (let at = 0; at < packet.length; at += size) socket.write(packet.subarray(at, at + size))
    expect((await answer).slice(5).split('\0')).toEqual([
      'SFATAL',
      'VFATAL',
      'C28000',
      'Mno pg_hba.conf entry for host "127.0.0.1", user "u", database "d", no encryption',
      'Fauth.c',
      'RClientAuthentication',
      '',
      '',
    ])
  })

  it('names the user as database where none is given', async () => {
    const socket = await plain()
    socket.write(startUp('user\0u\0\0'))
    expect(await ended(socket)).toContain('user "u", database "u", no encryption')
  })
})

describe('encryption', () => {
  it('by GSS is declined, and TLS may follow', async () => {
    const socket = await plain()
    socket.write(gssEncRequest)
    expect(String((await once(socket, 'data'))[0])).toBe('N')
    socket.write(sslRequest)
    expect(String((await once(socket, 'data'))[0])).toBe('S')
    const secure = connectTls({ socket, rejectUnauthorized: false })
    await once(secure, 'secureConnect')
    expect(['TLSv1.2', 'TLSv1.3']).toContain(secure.getProtocol())
    secure.destroy()
  })

  it('may start without a request where the handshake names the protocol', async () => {
    const client = await clientOn(await directTls(rehearsed.database.port), login())
    expect((await client.query('select 1 as n')).rows).toEqual([{ n: 1 }])
    await client.end()
  })

  it('that starts without a request and names no protocol is hung up on', async () => {
    const socket = await directTls(rehearsed.database.port, {})
    expect(await ended(socket)).toBe('')
  })

  it('older than TLS 1.2 is refused', async () => {
    const old = {
      ALPNProtocols: ['postgresql'],
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    }
    await expect(directTls(rehearsed.database.port, old)).rejects.toMatchObject({
      code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    })
  })

  it('whose request has more behind it is hung up on', async () => {
    const socket = await plain()
    socket.write(Buffer.concat([sslRequest, startUp('user\0u\0\0')]))
    expect(await ended(socket)).toBe('')
  })
})

describe('a cancel request', () => {
  it.each(['plain', 'TLS'])('over %s ends the query of the key it names', async (how) => {
    const socket = await directTls(rehearsed.database.port)
    const key = messagesUntil(socket, 'K')
    const client = await clientOn(socket, login())
    const [cancel, sleeping] = [Buffer.alloc(16), client.query('select pg_sleep(60)')]
    cancel.writeUInt32BE(16, 0)
    cancel.writeUInt32BE(80877102, 4)
    ;(await key).at(-1)?.body.copy(cancel, 8)
    await expect
      .poll(
        async () =>
          (await superuser.query("select 1 from pg_stat_activity where wait_event = 'PgSleep'")).rowCount,
      )
      .toBe(1)
    const canceller = how === 'plain' ? await plain() : await directTls(rehearsed.database.port)
    canceller.write(cancel)
    await expect(sleeping).rejects.toMatchObject({
      code: '57014',
      message: 'canceling statement due to user request',
    })
    expect(await ended(canceller)).toBe('')
    await client.end()
  })
})

describe('what is no start-up', () => {
  it.each([
    ['a length too short', '0000000400030000'],
    ['a length too long', '7fffffff00030000'],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n').toString('hex')],
  ])('is hung up on: %s', async (_what, bytes) => {
    const socket = await plain()
    socket.write(Buffer.from(bytes, 'hex'))
    expect(await ended(socket)).toBe('')
  })
})

function login(): { user: string; password: string; database: string } {
  return { ...rehearsed.database.owner, database: rehearsed.database.name }
}
