import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { migrationTables } from '../config/migration-tables.ts'
import type { LogLine } from '../heroku/log/log-line.ts'
import { nameOfRun } from '../postgres/our-name.ts'
import { Postgres } from '../postgres/postgres.ts'
import type { ConnectionUrl } from '../secrets/secret.ts'

/** Whether the log shows what Postgres denies, by one denial that was asked for. */
export type Proof = 'not asked for' | 'came back' | 'did not come back'

/** By which a denial that is asked for is known again in the log. */
export function newNonce(): string {
  return randomBytes(6).toString('hex')
}

/**
 * Asks, as the role, for rows of a table that it must not read: a framework's own, or where there is none the one in which
 * Postgres keeps passwords. Nothing is read or changed. What is denied bears the nonce in the session's name, which is in the
 * line of the error itself, and in the statement.
 * @throws Error where it was not denied; CouldNotLook where Postgres cannot be reached.
 */
export async function askForDenial(url: () => Promise<ConnectionUrl>, nonce: string): Promise<void> {
  const session = new Postgres(url, { application: nameOfRun(`proof ${nonce}`) })
  try {
    const [forbidden] = await session.rows<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relname = ANY ($1) AND c.relkind IN ('r', 'p') AND has_schema_privilege(n.oid, 'USAGE')
          AND NOT has_table_privilege(c.oid, 'SELECT') ORDER BY 1 LIMIT 1`,
      [migrationTables],
    )
    await session.rows(`SELECT 1 FROM ${forbidden?.name ?? 'pg_catalog.pg_authid'} /* proof ${nonce} */`)
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '42501') return
    throw error
  } finally {
    await session.close()
  }
  throw new Error('a statement that must be denied was not')
}

/** `app[postgres.1234]: [DATABASE] [12-1]  sql_error_code = …` (Dev Center, "Heroku Postgres Logs and Common Errors"). */
export const isPostgresOwn = ({ source, process }: LogLine): boolean =>
  source === 'app' && /^postgres\b/.test(process)

/** Whether the denial with that nonce is in the lines. */
export const isShown = (lines: readonly LogLine[], nonce: string): boolean =>
  lines.some((line) => isPostgresOwn(line) && line.text.includes(nonce))
