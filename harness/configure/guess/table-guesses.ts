import type { ClientBase } from 'pg'
import { frameworkOf } from '../../config/migration-tables.ts'
import { looking, queryWithin } from '../../privileges/looking.ts'
import type { Relation } from '../../privileges/snapshot/privilege-snapshot.ts'
import { bareNameOf, counted, type Guess, wordsOf } from './guess.ts'
import type { RowCounts, Statistics } from './table-statistics.ts'

/** Returns the tables in which a framework keeps its migrations, by name; the role is to have nothing on them. */
export function migrationTableGuesses(tables: readonly Relation[]): Guess[] {
  return tables.flatMap(({ name }) => {
    const framework = frameworkOf(name)
    return framework === undefined
      ? []
      : [{ name, why: `${framework} keeps in it which migrations have run`, inForce: true, open: false }]
  })
}

/** The columns by which a table that is just called `migrations` is a framework's. */
const columnsOf: Readonly<Record<string, string>> = {
  'batch,id,migration': 'Laravel',
  'id,name,timestamp': 'TypeORM',
  'id,name,run_on': 'db-migrate',
}

/** The same of those with a name that may be an app's own, by their columns. @throws CouldNotLook as every read. */
export async function readMigrationsByColumns(
  client: ClientBase,
  tables: readonly Relation[],
): Promise<Guess[]> {
  const named = tables.filter((table) => bareNameOf(table) === 'migrations')
  if (named.length === 0) return []
  const { rows } = await looking('The columns of the migration tables', () =>
    queryWithin<{ name: string; columns: string }>(client, columnsOfMigrations),
  )
  return named.map(({ name }) => {
    const framework = columnsOf[rows.find((row) => row.name === name)?.columns ?? '']
    return framework === undefined
      ? { name, why: "a framework's, or a table of the app's?", inForce: true, open: true }
      : { name, why: `${framework} keeps in it which migrations have run`, inForce: true, open: false }
  })
}

const columnsOfMigrations = `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
    pg_catalog.string_agg(a.attname, ',' ORDER BY a.attname) AS columns
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relname = 'migrations' AND c.relkind = 'r' GROUP BY 1`

/** Words for a copy of a table that nobody has removed. */
const copies = new Set(['backup', 'bak', 'old', 'tmp', 'temp'])

/** Returns the tables that look like a copy somebody left: nobody but the owner is to touch them, unless they are read. */
export function leftoverGuesses(tables: readonly Relation[], statistics: Statistics): Guess[] {
  return tables
    .filter((table) => {
      const words = wordsOf(bareNameOf(table)).filter((word) => !/^\d+$/.test(word))
      return words.length > 1 && copies.has(words.at(-1) ?? '')
    })
    .map(({ name }) => leftover(name, statistics.counts.get(name), statistics.since))
}

function leftover(name: string, counts: RowCounts | undefined, since: string): Guess {
  const scans = counts?.scans ?? 0
  return scans === 0
    ? { name, why: `a copy, by its name; not read ${since}`, inForce: true, open: true }
    : {
        name,
        why: `a copy, by its name, but read ${counted(scans, 'time')} ${since}`,
        inForce: false,
        open: true,
      }
}
