import pg from 'pg'
import { ourMark } from '../../postgres/our-name.ts'
import type { Postgres } from '../../postgres/postgres.ts'

/** What `pg_stat_statements` counted between two looks, ours left out: how many statements each role ran. */
export type Statements =
  | { readonly is: 'read'; readonly ran: readonly Ran[]; readonly counts: Counts }
  | { readonly is: 'not readable'; readonly why: string }

/** How many statements a role ran. */
export interface Ran {
  readonly role: string
  /** Whether the role is the platform's. */
  readonly platform: boolean
  readonly calls: number
}

/** What each role but the platform's ran since the counts were last reset, to be held against those of another look. */
export interface Counts {
  /** Postgres's clock. */
  readonly at: Date
  /** Heroku's clock at the same look; undefined for one that has just been made, and for one of the first releases. */
  readonly herokuAt?: Date
  /** Whether it was a checkpoint of a soak. */
  readonly ofCheckpoint?: true
  readonly database: string
  /** In seconds since the epoch, as Postgres prints it; undefined where it does not say (before pg_stat_statements 1.9). */
  readonly resetAt: string | undefined
  /** How often entries were dropped to make room, since the reset; undefined as above. */
  readonly evictions: number | undefined
  readonly roles: readonly RoleCount[]
}

/** Statements of one role, those that look at the catalogue alone left out. */
export interface RoleCount {
  readonly role: string
  readonly calls: number
  /** When its forms of statement were first counted; undefined where Postgres does not say (before pg_stat_statements 1.11). */
  readonly begun?: readonly { readonly at: Date; readonly calls: number }[]
}

interface Counted extends Ran {
  readonly statement: string
  /** Whether it reads nothing but the catalogue, as psql, drivers and Heroku's own sessions of the owner do. */
  readonly ofCatalogue: boolean
  readonly begun: Date | null
}

interface Count extends Omit<Counts, 'roles'> {
  readonly entries: readonly Counted[]
}

/**
 * Statements that everybody runs, and that do no work: an entry of pg_stat_statements is of a statement's form, a comment
 * left out (PostgreSQL documentation, pg_stat_statements), so ours and the app's `SELECT 1` or ROLLBACK are one.
 */
const anybodys = String.raw`^\s*((begin|start|commit|end|rollback|abort|savepoint|release|set|reset|show|discard|deallocate)\M|select\s+(\$?\d+)\s*(;|/\*|$))`

/** Whether a row of pg_roles is the platform's: a superuser, a member of rds_superuser, the owner of another database. */
export const isPlatformRole = (row: string): string =>
  `(coalesce(${row}.rolsuper, false)
    OR EXISTS (SELECT FROM pg_roles p WHERE p.rolname = 'rds_superuser' AND pg_has_role(${row}.oid, p.oid, 'MEMBER'))
    OR EXISTS (SELECT FROM pg_database d WHERE d.datdba = ${row}.oid AND d.datname <> current_database()))`

/** Begins to count, and returns the means to end it. Sessions too short to be seen are in the count. */
export async function statementsBetween(owner: Postgres): Promise<() => Promise<Statements>> {
  const before = await count(owner)
  return async () => {
    const after = await count(owner)
    if (typeof before === 'string') return { is: 'not readable', why: before }
    if (typeof after === 'string') return { is: 'not readable', why: after }
    const ran = ranBetween(before.entries, after.entries)
    return typeof ran === 'string'
      ? { is: 'not readable', why: ran }
      : { is: 'read', ran, counts: countsOf(after) }
  }
}

/** The difference of two counts, or that of one that was reset or lost entries between them nothing can be said. */
function ranBetween(before: readonly Counted[], after: readonly Counted[]): Ran[] | string {
  const earlier = new Map(before.map(({ role, statement, calls }) => [`${role} ${statement}`, calls]))
  const later = new Set(after.map(({ role, statement }) => `${role} ${statement}`))
  if ([...earlier.keys()].some((key) => !later.has(key)))
    return 'pg_stat_statements was reset, or dropped entries, while it was watched'
  const ran = new Map<string, Ran>()
  for (const { role, platform, statement, calls } of after) {
    const more = calls - (earlier.get(`${role} ${statement}`) ?? 0)
    if (more < 0) return 'pg_stat_statements was reset while it was watched'
    if (more > 0) ran.set(role, { role, platform, calls: (ran.get(role)?.calls ?? 0) + more })
  }
  return [...ran.values()]
}

function countsOf({ entries, ...counts }: Count): Counts {
  const roles = new Map<string, Counted[]>()
  for (const entry of entries.filter(({ platform, ofCatalogue }) => !platform && !ofCatalogue))
    roles.set(entry.role, [...(roles.get(entry.role) ?? []), entry])
  return {
    ...counts,
    roles: [...roles].map(([role, own]) => {
      const begun = own.flatMap(({ begun: at, calls }) => (at ? [{ at, calls }] : []))
      return {
        role,
        calls: own.reduce((sum, { calls }) => sum + calls, 0),
        ...(begun.length === own.length && { begun }),
      }
    }),
  }
}

/** Whether a statement reads from the catalogue, and does nothing else. */
const ofCatalogue = (text: string): string => String.raw`(${text} ~* '\mfrom\s+"?(pg_|information_schema)'
  AND ${text} !~* '\m(from|join|into|update)\s+(?!"?(pg_|information_schema))' AND ${text} !~* '\m(insert|delete)\M')`

async function count(owner: Postgres): Promise<Count | string> {
  const [extension] = await owner.rows<{ schema: string; begun: boolean; info: boolean }>(
    `SELECT quote_ident(n.nspname) AS schema,
            EXISTS (SELECT FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = n.oid
                     AND c.relname = 'pg_stat_statements' AND a.attname = 'stats_since') AS begun,
            EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid
                     AND c.relname = 'pg_stat_statements_info') AS info
       FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'`,
  )
  if (!extension)
    return 'pg_stat_statements is not installed: as the owner, CREATE EXTENSION pg_stat_statements'
  const { schema, begun, info } = extension
  try {
    const entries = await owner.rows<Counted>(
      `SELECT r.rolname AS role, ${isPlatformRole('r')} AS platform, c.statement, c.calls, c.begun,
              ${ofCatalogue('c.text')} AS "ofCatalogue"
         FROM (SELECT userid, dbid || ' ' || queryid AS statement, sum(calls)::float8 AS calls, min(query) AS text,
                      ${begun ? 'min(stats_since)' : 'NULL::timestamptz'} AS begun
                 FROM ${schema}.pg_stat_statements
                WHERE queryid IS NOT NULL AND query NOT LIKE '%${ourMark}%' AND query !~* $1 GROUP BY 1, 2) c
         JOIN pg_roles r ON r.oid = c.userid`,
      [anybodys],
    )
    // After the entries: each of them was begun by then.
    const [counts] = await owner.rows<{
      at: Date
      database: string
      reset: string | null
      evictions: number | null
    }>(
      `SELECT clock_timestamp() AS at, current_database() AS database,
              ${info ? `extract(epoch FROM stats_reset)::text AS reset, dealloc::float8 AS evictions FROM ${schema}.pg_stat_statements_info` : 'NULL AS reset, NULL AS evictions'}`,
    )
    if (!counts) return 'pg_stat_statements cannot be read'
    const { at, database, reset, evictions } = counts
    return { at, database, resetAt: reset ?? undefined, evictions: evictions ?? undefined, entries }
  } catch (error) {
    if (error instanceof pg.DatabaseError) return `pg_stat_statements cannot be read: ${error.message}`
    throw error
  }
}
