import { generate } from 'selfsigned'

/** A private key and its certificate, PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

let made: Promise<Certificate> | undefined

/**
 * The self-signed certificate of this run, made once. Heroku's is self-signed too: clients encrypt and do not verify
 * (Heroku Dev Center, 'Connecting to Heroku Postgres': `rejectUnauthorized: false`).
 */
export function certificate(): Promise<Certificate> {
  made ??= generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  }).then(({ private: key, cert }) => ({ key, cert }))
  return made
}
