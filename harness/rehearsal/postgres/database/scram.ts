import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

const iterations = 4096

/**
 * The SCRAM-SHA-256 verifier of a password, as Postgres stores it (documentation: 'pg_authid', rolpassword; RFC 5803) and
 * as it takes it in `PASSWORD '…'`. So a password never stands in a statement, nor in a log. Throws for a password that
 * is not printable ASCII: others would need SASLprep, and Heroku's are `p` and hexadecimal digits.
 */
export function scramVerifier(password: string): string {
  if (!/^[\x20-\x7e]+$/.test(password)) throw new Error('A password here is printable ASCII, and not empty.')
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest()
  const keys = `${storedKey.toString('base64')}:${hmac(salted, 'Server Key').toString('base64')}`
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${keys}`
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
