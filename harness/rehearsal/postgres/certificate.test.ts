import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import { expect, test } from 'vitest'
import { certificate } from './certificate.ts'

const { key, cert } = certificate()

test('it is signed by its own key, for a year from now on this machine', () => {
  const read = new X509Certificate(cert)
  expect(read).toMatchObject({
    subject: 'CN=localhost',
    issuer: 'CN=localhost',
    subjectAltName: 'DNS:localhost, IP Address:127.0.0.1',
    keyUsage: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
    ca: false,
  })
  expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true)
  expect(read.verify(read.publicKey)).toBe(true)
  expect(Date.parse(read.validFrom)).toBeLessThanOrEqual(Date.now())
  expect(Date.parse(read.validTo) - Date.parse(read.validFrom)).toBe(365 * 86_400_000)
})

test('a client that is given it trusts the server by it, and one that is not does not', async () => {
  const server = createServer({ key, cert }).listen(0, '127.0.0.1')
  server.on('tlsClientError', () => undefined)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const trusting = connect({ host: '127.0.0.1', port, ca: cert, servername: 'localhost' })
  await once(trusting, 'secureConnect')
  expect(trusting.authorized).toBe(true)
  trusting.destroy()
  const other = connect({ host: '127.0.0.1', port, servername: 'localhost' })
  await expect(once(other, 'secureConnect')).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  server.close()
})
