import { type Client, escapeIdentifier } from 'pg'
import type { HerokuDatabase } from '../../postgres/database/database.ts'
import type { AppProject } from '../../project/app-project.ts'
import { asPlatform } from '../connections.ts'

const tablesSql = `
  SELECT c.oid::regclass::text AS name,
         ARRAY(SELECT attname::text FROM pg_attribute
               WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum) AS columns
  FROM pg_class c
  WHERE c.relowner = (SELECT datdba FROM pg_database WHERE datname = current_database()) AND c.relkind = 'r'
  ORDER BY 1`

interface Table {
  readonly name: string
  readonly columns: readonly string[]
}

/**
 * Copies what the owner has: the schema that the app brings, every row, where the sequences stand. No role and no grant is
 * copied (CLI commands/pg/copy.js: "will only copy your default credential"). The real thing is pg_dump, which the
 * rehearsal does not bring: a table that later migrations made is an error, not left out.
 */
export async function copyDatabase(
  from: HerokuDatabase,
  to: HerokuDatabase,
  { prepare }: AppProject,
): Promise<void> {
  const before = await asPlatform(to, (target) => target.query<Table>(tablesSql))
  if (before.rows.length === 0) await prepare(to)
  await asPlatform(from, (source) =>
    asPlatform(to, async (target) => {
      const tables = (await source.query<Table>(tablesSql)).rows
      const known = new Set((await target.query<Table>(tablesSql)).rows.map(({ name }) => name))
      const unknown = tables.filter(({ name }) => !known.has(name))
      if (unknown.length > 0) {
        const names = unknown.map(({ name }) => name).join(', ')
        throw new Error(
          `The rehearsal copies the tables that the app brought only, and ${names} is none of them.`,
        )
      }
      await target.query('BEGIN')
      // Neither triggers nor foreign keys have a say while rows are copied, as in a pg_restore.
      await target.query('SET LOCAL session_replication_role = replica')
      for (const { name } of tables) await target.query(`TRUNCATE ${name} CASCADE`)
      for (const table of tables) await copyRows(source, target, table)
      await copySequences(source, target)
      await target.query('COMMIT')
    }),
  )
}

async function copyRows(source: Client, target: Client, { name, columns }: Table): Promise<void> {
  const { rows } = await source.query<{ rows: string }>(
    `SELECT coalesce(json_agg(t), '[]')::text AS rows FROM ONLY ${name} t`,
  )
  const list = columns.map((column) => escapeIdentifier(column)).join(', ')
  await target.query(
    `INSERT INTO ${name} (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM json_populate_recordset(NULL::${name}, $1)`,
    [rows[0]?.rows],
  )
}

async function copySequences(source: Client, target: Client): Promise<void> {
  const { rows } = await source.query<{ name: string; last: string }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name, last_value::text AS last
     FROM pg_sequences
     WHERE sequenceowner = (SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database())
       AND last_value IS NOT NULL`,
  )
  for (const { name, last } of rows)
    await target.query('SELECT setval($1::regclass, $2::bigint)', [name, last])
}
