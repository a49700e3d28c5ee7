import type { Postgres } from './postgres.ts'
import { applicationName } from './postgres.ts'

/** How many sessions of one kind are open to the app's database. */
export interface Connections {
  readonly role: string
  readonly application: string
  readonly sessions: number
}

/** Programs an operator opens by hand: a session of one of these is not the app's. */
const operatorTools = ['psql%', 'pg_dump%', 'pg_restore%', applicationName]

/**
 * Returns who is connected to this database, ourselves, the operator's tools and the platform's superusers left out. The owner sees every
 * session's role because Heroku makes it a member of pg_read_all_stats (Dev Center, Heroku Postgres Credentials).
 */
export function appConnections(owner: Postgres): Promise<Connections[]> {
  return owner.rows<{ role: string; application: string; sessions: number }>(
    `SELECT usename AS role, application_name AS application, count(*)::int AS sessions
       FROM pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend' AND usename IS NOT NULL
        AND pid <> pg_backend_pid() AND NOT application_name LIKE ANY ($1)
        AND NOT (SELECT rolsuper FROM pg_roles WHERE oid = usesysid)
      GROUP BY 1, 2 ORDER BY 1, 2`,
    [operatorTools],
  )
}
