import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import { generate } from 'selfsigned'
import { afterAll, expect, test } from 'vitest'
import { type Certificate, certificate, certificateKeptAt } from './certificate.ts'

const folder = mkdtempSync(join(tmpdir(), 'certificate-'))
const kept = join(folder, 'new', 'certificate.json')
afterAll(() => rmSync(folder, { recursive: true }))

test('is signed by its own key, and a client that is given it trusts the server by it', async () => {
  const { key, cert } = await certificate()
  const read = new X509Certificate(cert)
  expect([read.subject, read.checkPrivateKey(createPrivateKey(key))]).toEqual(['CN=localhost', true])
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

test('is kept, for the account that made it', async () => {
  const made = await certificateKeptAt(kept)
  expect(await certificateKeptAt(kept)).toEqual(made)
  expect(statSync(kept).mode & 0o777).toBe(0o600)
})

test.each<[string, (whole: Certificate) => Promise<string>]>([
  ['that is cut off', async (whole) => JSON.stringify(whole).slice(0, 200)],
  ['whose key is another', async ({ cert }) => JSON.stringify({ key: anotherKey(), cert })],
  ['that is over in six days', async () => JSON.stringify(await forDays(6))],
])('%s is made anew, and kept', async (_, harmed) => {
  const left = await harmed(await certificateKeptAt(kept))
  writeFileSync(kept, left)
  const { key, cert } = await certificateKeptAt(kept)
  expect(left).not.toContain(JSON.stringify(cert))
  expect(new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))).toBe(true)
  expect(await certificateKeptAt(kept)).toEqual({ key, cert })
})

test('is made all the same where it cannot be kept', async () => {
  writeFileSync(join(folder, 'file'), '')
  expect(await certificateKeptAt(join(folder, 'file', 'certificate.json'))).toMatchObject({
    cert: expect.stringContaining('BEGIN CERTIFICATE'),
  })
})

function anotherKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
}

async function forDays(days: number) {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + days * 86_400_000),
  })
  return { key, cert }
}
