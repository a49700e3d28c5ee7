import pg from 'pg'
import { ourMark, type Postgres } from '../postgres/postgres.ts'

/** What `pg_stat_statements` counted between two looks, ours left out: how many statements each role ran. */
export type Statements =
  | { readonly is: 'read'; readonly ran: readonly Ran[] }
  | { readonly is: 'not readable'; readonly why: string }

/** How many statements a role ran. */
export interface Ran {
  readonly role: string
  /** Whether the role is the platform's. */
  readonly platform: boolean
  readonly calls: number
}

interface Counted extends Ran {
  readonly statement: string
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
    return ranBetween(before, after)
  }
}

/** The difference of two counts; of one that was reset or lost entries between them nothing can be said. */
export function ranBetween(before: readonly Counted[], after: readonly Counted[]): Statements {
  const earlier = new Map(before.map(({ role, statement, calls }) => [`${role} ${statement}`, calls]))
  const later = new Set(after.map(({ role, statement }) => `${role} ${statement}`))
  if ([...earlier.keys()].some((key) => !later.has(key)))
    return {
      is: 'not readable',
      why: 'pg_stat_statements was reset, or dropped entries, while it was watched',
    }
  const ran = new Map<string, Ran>()
  for (const { role, platform, statement, calls } of after) {
    const more = calls - (earlier.get(`${role} ${statement}`) ?? 0)
    if (more < 0) return { is: 'not readable', why: 'pg_stat_statements was reset while it was watched' }
    if (more > 0) ran.set(role, { role, platform, calls: (ran.get(role)?.calls ?? 0) + more })
  }
  return { is: 'read', ran: [...ran.values()] }
}

async function count(owner: Postgres): Promise<Counted[] | string> {
  const [extension] = await owner.rows<{ schema: string }>(
    `SELECT quote_ident(n.nspname) AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = 'pg_stat_statements'`,
  )
  if (!extension) return 'pg_stat_statements is not installed'
  try {
    return await owner.rows<{ role: string; platform: boolean; statement: string; calls: number }>(
      `SELECT r.rolname AS role, ${isPlatformRole('r')} AS platform, c.statement, c.calls
         FROM (SELECT userid, dbid || ' ' || queryid AS statement, sum(calls)::float8 AS calls
                 FROM ${extension.schema}.pg_stat_statements
                WHERE queryid IS NOT NULL AND query NOT LIKE '%${ourMark}%' AND query !~* $1 GROUP BY 1, 2) c
         JOIN pg_roles r ON r.oid = c.userid`,
      [anybodys],
    )
  } catch (error) {
    if (error instanceof pg.DatabaseError) return `pg_stat_statements cannot be read: ${error.message}`
    throw error
  }
}
