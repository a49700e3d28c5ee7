import { Client } from 'pg'
import type { HerokuDatabase } from '../postgres/database/database.ts'

const connectTimeoutMs = 3_000

/** Ends every connection of a role, as the platform does when a credential is rotated. */
export async function endConnectionsOf(database: HerokuDatabase, user: string): Promise<void> {
  await asPlatform(database, (client) =>
    client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [user]),
  )
}

/** What `heroku pg:info` prints of a database, or undefined where it cannot be reached. */
export async function databaseFigures(
  database: HerokuDatabase,
): Promise<{ connections: number; tables: number; size: string } | undefined> {
  try {
    return await asPlatform(database, async (client) => {
      const { rows } = await client.query<{ connections: number; tables: number; size: string }>(
        `SELECT (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()) AS connections,
                (SELECT count(*)::int FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace) AS tables,
                pg_size_pretty(pg_database_size(current_database())) AS size`,
      )
      return rows[0]
    })
  } catch {
    return undefined
  }
}

/** Runs something as the platform itself, which goes around the RDS guard. */
export async function asPlatform<T>(
  database: HerokuDatabase,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({
    connectionString: database.superuserUrl,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'heroku',
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}
