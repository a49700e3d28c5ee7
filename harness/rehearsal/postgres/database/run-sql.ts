import { Client } from 'pg'

/** Runs SQL as one Query on a connection of its own, with TLS. Throws the server's error; answers nothing. */
export async function runSql(url: string, sql: string): Promise<void> {
  // The certificate is self-signed, as Heroku's.
  const client = new Client({ connectionString: url, ssl: { rejectUnauthorized: false } })
  // A connection that breaks later than its query is nobody's concern.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
