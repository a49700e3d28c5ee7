import { Client } from 'pg'

/** Runs SQL on a connection of its own, with TLS, each text as one Query. Throws the server's error; answers nothing. */
export async function runSql(url: string, ...texts: readonly string[]): Promise<void> {
  // The certificate is self-signed, as Heroku's.
  const client = new Client({ connectionString: url, ssl: { rejectUnauthorized: false } })
  // A connection that breaks later than its query is nobody's concern.
  client.on('error', () => undefined)
  await client.connect()
  try {
    for (const text of texts) await client.query(text)
  } finally {
    await client.end()
  }
}
