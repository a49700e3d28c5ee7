import { Client } from 'pg'

/**
 * Does the work on a connection of its own, with TLS, and closes it. Throws what the work throws, and the server's error.
 * @param options of `pg` besides, as the name under which the session is seen.
 */
export async function onConnection<T>(
  url: string,
  work: (client: Client) => Promise<T>,
  options: { readonly application_name?: string } = {},
): Promise<T> {
  // The certificate is self-signed, as Heroku's.
  const client = new Client({ connectionString: url, ssl: { rejectUnauthorized: false }, ...options })
  // A connection that breaks later than its query is nobody's concern.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Runs SQL, each text as one Query. Throws the server's error; answers nothing. */
export function runSql(url: string, ...texts: readonly string[]): Promise<void> {
  return onConnection(url, async (client) => {
    for (const text of texts) await client.query(text)
  })
}
