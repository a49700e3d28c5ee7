import { setTimeout as pause } from 'node:timers/promises'
import type { Postgres } from '../../postgres/postgres.ts'
import { isPlatformRole, type Statements, statementsBetween } from './statements.ts'

/** Somebody who is connected to the server, as `pg_stat_activity` has it. */
export interface Session {
  readonly pid: number
  readonly role: string
  readonly application: string
  /** The client's address; null over a socket of the server's own machine. */
  readonly address: string | null
  readonly database: string | null
  readonly startedAt: Date
  /** Its role is the platform's: a superuser, a member of rds_superuser, or the owner of another database. */
  readonly platform: boolean
  /** Roles it is a member of that lead to the owner of the database, or read or write everything. */
  readonly leadsTo: readonly string[]
}

/** Everybody who was seen while it was watched. */
export interface Sessions {
  readonly sessions: readonly Session[]
  /** The database that was watched from, and its owner, who watched. */
  readonly database: string
  readonly owner: string
  readonly watchedMs: number
  /** What was run meanwhile, by sessions that came and went between two looks too. */
  readonly statements: Statements
}

/** Roles that reach everything without owning it (PostgreSQL documentation, "Predefined Roles"). */
const farReaching = [
  'pg_read_all_data',
  'pg_write_all_data',
  'pg_read_server_files',
  'pg_write_server_files',
  'pg_execute_server_program',
]

const lookEveryMs = 200

/**
 * Watches who is connected, ourselves left out, for so many milliseconds, and looks once at least. The owner sees
 * everybody's role and application because Heroku makes it a member of pg_read_all_stats (Dev Center, Heroku Postgres
 * Credentials).
 */
export async function watchSessions(owner: Postgres, watchMs: number): Promise<Sessions> {
  const startedAt = performance.now()
  const statements = await statementsBetween(owner)
  const seen = new Map<string, Session>()
  for (;;) {
    for (const session of await sessionsNow(owner))
      seen.set(`${session.pid} ${session.startedAt.getTime()}`, session)
    if (performance.now() - startedAt + lookEveryMs > watchMs) break
    await pause(lookEveryMs)
  }
  const [here] = await owner.rows<{ database: string; owner: string }>(
    'SELECT current_database() AS database, session_user AS owner',
  )
  return {
    sessions: [...seen.values()],
    database: here?.database ?? '',
    owner: here?.owner ?? '',
    watchedMs: Math.round(performance.now() - startedAt),
    statements: await statements(),
  }
}

function sessionsNow(owner: Postgres): Promise<Session[]> {
  return owner.rows<Session>(
    `SELECT a.pid, a.usename AS role, coalesce(a.application_name, '') AS application, host(a.client_addr) AS address,
            a.datname AS database, a.backend_start AS "startedAt", ${isPlatformRole('r')} AS platform,
            ARRAY(SELECT g.rolname::text FROM pg_roles g
                   WHERE (g.rolname = session_user OR g.rolname = ANY ($1)) AND g.oid <> a.usesysid
                     AND pg_has_role(a.usesysid, g.oid, 'MEMBER') ORDER BY 1) AS "leadsTo"
       FROM pg_stat_activity a LEFT JOIN pg_roles r ON r.oid = a.usesysid
      WHERE a.backend_type = 'client backend' AND a.usename IS NOT NULL AND a.pid <> pg_backend_pid()`,
    [farReaching],
  )
}
