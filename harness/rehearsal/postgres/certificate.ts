import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A private key and its certificate, PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

const yearMs = 365 * 86_400_000

let made: Certificate | undefined

/**
 * The self-signed certificate of this run, made once. Heroku's is self-signed too: clients encrypt and do not verify
 * (Heroku Dev Center, 'Connecting to Heroku Postgres': `rejectUnauthorized: false`). It is written here, since a library
 * that could takes a third of a second of CPU to load, in each process that starts a server.
 */
export function certificate(): Certificate {
  made ??= selfSigned()
  return made
}

/** A certificate of X.509 version 3 for `localhost` and 127.0.0.1 (RFC 5280, 4.1), a year long, on a P-256 key. */
function selfSigned(): Certificate {
  const { privateKey: key, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'der' },
  })
  const now = Date.now()
  const toBeSigned = sequence(
    der(0xa0, hex('020102')),
    der(0x02, hex('01'), randomBytes(8)),
    ecdsaWithSha256,
    commonName,
    sequence(utcTime(now), utcTime(now + yearMs)),
    commonName,
    publicKey,
    der(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', toBeSigned, createPrivateKey(key))
  const cert = sequence(toBeSigned, ecdsaWithSha256, der(0x03, hex('00'), signature))
  const lines = cert.toString('base64').match(/.{1,64}/g) ?? []
  return { key, cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n') }
}

const hex = (digits: string): Buffer => Buffer.from(digits, 'hex')

/** A tag, a length and contents (ITU-T X.690, 8.1). */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(body.length)]), body])
}

/** In the shortest form that holds it (X.690, 10.1). */
function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length]
  return length <= 0xff ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}

const sequence = (...contents: readonly Uint8Array[]): Buffer => der(0x30, ...contents)

/** `YYMMDDHHMMSSZ` */
const utcTime = (ms: number): Buffer =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().replaceAll(/\D/g, '').slice(2, 14)}Z`))

/** 1.2.840.10045.4.3.2 (RFC 5758, 3.2). */
const ecdsaWithSha256 = sequence(hex('06082a8648ce3d040302'))

/** CN=localhost (2.5.4.3). */
const commonName = sequence(der(0x31, sequence(hex('0603550403'), der(0x13, Buffer.from('localhost')))))

const extensions = [
  // basicConstraints, critical: no authority.
  hex('300c0603551d130101ff04023000'),
  // keyUsage, critical: digitalSignature, keyEncipherment.
  hex('300e0603551d0f0101ff0404030205a0'),
  // extKeyUsage: serverAuth, clientAuth.
  hex('301d0603551d250416301406082b0601050507030106082b06010505070302'),
  // subjectAltName: DNS localhost, IP 127.0.0.1.
  sequence(
    hex('0603551d11'),
    der(0x04, sequence(der(0x82, Buffer.from('localhost')), der(0x87, hex('7f000001')))),
  ),
]
