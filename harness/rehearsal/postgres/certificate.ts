import { createPrivateKey, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { cannotKeep, keepFile, keptFile, keptFolder } from '../../typescript/kept.mjs'

const pair = z.object({ key: z.string(), cert: z.string() })

/** A private key and its certificate, PEM. */
export type Certificate = Readonly<z.infer<typeof pair>>

/** No run goes on for longer. */
const neededMs = 7 * 86_400_000

let found: Promise<Certificate> | undefined

/**
 * The self-signed certificate of this checkout's servers, kept from run to run: loading the library takes a third of a second of
 * CPU, in each process that starts a server. Heroku's is self-signed too, and clients encrypt and do not verify (Heroku Dev
 * Center, 'Connecting to Heroku Postgres': `rejectUnauthorized: false`), so that whoever has the key has nothing by it.
 */
export function certificate(): Promise<Certificate> {
  found ??= certificateKeptAt(join(keptFolder, 'certificate.json'))
  return found
}

/** The certificate that is kept there, made where there is none that holds for long enough. */
export async function certificateKeptAt(path: string): Promise<Certificate> {
  const kept = keptFile(path, stillValid)
  if (kept) return kept
  const { generate } = await import('selfsigned')
  const options = { keyType: 'ec', algorithm: 'sha256' } as const
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], options)
  try {
    keepFile(path, JSON.stringify({ key, cert }))
  } catch (error) {
    if (!cannotKeep(error)) throw error
  }
  return { key, cert }
}

function stillValid(content: Buffer): Certificate | undefined {
  const { key, cert } = pair.parse(JSON.parse(content.toString('utf8')))
  const read = new X509Certificate(cert)
  const lastsMs = Date.parse(read.validTo) - Date.now()
  return lastsMs > neededMs && read.checkPrivateKey(createPrivateKey(key)) ? { key, cert } : undefined
}
