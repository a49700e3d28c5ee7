import type { ClientBase } from 'pg'
import { looking, queryWithin } from '../../privileges/looking.ts'
import type { Relation } from '../../privileges/snapshot/privilege-snapshot.ts'

/** Rows of a table, its partitions among them, as Postgres counts them since {@link Statistics.since}. */
export interface RowCounts {
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  /** How often it was read, by whatever way. */
  readonly scans: number
}

/** What Postgres has counted of what was done to the tables. */
export interface Statistics {
  /** By the table's name; a partition's are its parent's too. */
  readonly counts: ReadonlyMap<string, RowCounts>
  /** `since 2026-03-01`, or `so far` where the counts were never set back. */
  readonly since: string
  /** Why no count says that a table is never changed; undefined where one does. */
  readonly silent: string | undefined
}

interface CountRow extends RowCounts {
  readonly name: string
}

/**
 * Reads the counts (PostgreSQL documentation, pg_stat_user_tables). They are evidence only where some table was changed:
 * after a restore every table has rows inserted and none updated. @throws CouldNotLook as every read.
 */
export function readStatistics(client: ClientBase, relations: readonly Relation[]): Promise<Statistics> {
  return looking('What was counted of the tables', async () => {
    const [of] = (await queryWithin<{ since: string | null; tracked: boolean }>(client, ofDatabase)).rows
    const { rows } = await queryWithin<CountRow>(client, ofTables)
    return {
      counts: withPartitions(rows, relations),
      since: of?.since ? `since ${of.since}` : 'so far',
      silent: silenceOf(rows, of?.tracked ?? false),
    }
  })
}

const ofDatabase = `SELECT pg_catalog.to_char(stats_reset AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS since,
    pg_catalog.current_setting('track_counts')::pg_catalog.bool AS tracked
  FROM pg_catalog.pg_stat_database WHERE datname = pg_catalog.current_database()`

const ofTables = `SELECT pg_catalog.format('%I.%I', schemaname, relname) AS name, n_tup_ins::pg_catalog.float8 AS inserted,
    n_tup_upd::pg_catalog.float8 AS updated, n_tup_del::pg_catalog.float8 AS deleted,
    (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::pg_catalog.float8 AS scans
  FROM pg_catalog.pg_stat_user_tables`

function silenceOf(rows: readonly CountRow[], tracked: boolean): string | undefined {
  if (!tracked) return 'track_counts is off'
  if (rows.every(({ inserted }) => inserted === 0)) return 'no row was inserted anywhere'
  if (rows.every(({ updated, deleted }) => updated + deleted === 0))
    return 'no row was updated or deleted anywhere, as after a restore'
  return undefined
}

function withPartitions(
  rows: readonly CountRow[],
  relations: readonly Relation[],
): ReadonlyMap<string, RowCounts> {
  const byName = new Map(relations.map((relation) => [relation.name, relation]))
  const counts = new Map<string, RowCounts>()
  const add = (name: string, row: RowCounts): void => {
    const known = counts.get(name)
    counts.set(name, {
      inserted: row.inserted + (known?.inserted ?? 0),
      updated: row.updated + (known?.updated ?? 0),
      deleted: row.deleted + (known?.deleted ?? 0),
      scans: row.scans + (known?.scans ?? 0),
    })
    for (const parent of byName.get(name)?.parents ?? []) add(parent, row)
  }
  for (const row of rows) add(row.name, row)
  return counts
}
