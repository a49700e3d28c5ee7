import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runbook } from '../../fixtures/stand-in/runbook.config.ts'
import { policyInPhase, policySchema } from '../config/policy.ts'
import {
  type RehearsedDatabase,
  startRehearsedDatabase,
} from '../rehearsal/postgres/testing/rehearsed-database.ts'
import type { Run } from './check-migrations.ts'
import { migrationsOf } from './read-tree.ts'
import { runMigrations } from './run-migrations.ts'
import { serverOf } from './server.fixture.ts'

const policy = policyInPhase(policySchema.parse(runbook.privileges), 'cut-over')
const grants = 'GRANT SELECT, INSERT, UPDATE, DELETE ON a TO ledger_app;'

/** What running says of a migration, in a line: what it finds, or why it stopped. */
const said = ({ findings, stopped }: Run) =>
  stopped?.why ?? findings.map(({ code, object }) => `${code} ${object}`).join(', ')

/** What a migration meets on one kind of Heroku's databases and not on the other. */
const rows = {
  'a type of heroku_ext, found by the search_path of the database': {
    sql: `CREATE EXTENSION citext WITH SCHEMA heroku_ext; CREATE TABLE a (email citext); ${grants}`,
    rds: 'Postgres refuses it: 3F000: schema "heroku_ext" does not exist',
    classic: 'missing-schema-usage heroku_ext',
  },
  'the same type in public': {
    sql: `CREATE EXTENSION citext; CREATE TABLE a (email citext); ${grants}`,
    rds: '',
    classic: '',
  },
  'an extension beside a temporary table, which the event triggers refuse': {
    sql: 'CREATE TEMPORARY TABLE t (); CREATE EXTENSION citext;',
    rds: expect.stringContaining('P0001: This cannot be done with temporary objects first') as string,
    classic: '',
  },
  'a function of _heroku': {
    sql: "SELECT _heroku.grant_table_if_exists('public', 'SELECT', 'ledger_app', 'a');",
    rds: 'Postgres refuses it: 42501: permission denied for function grant_table_if_exists',
    classic: 'Postgres refuses it: 3F000: schema "_heroku" does not exist',
  },
  'the extension that is there': {
    sql: 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements; CREATE VIEW slow AS SELECT query FROM pg_stat_statements;',
    rds: 'missing-privilege public.slow',
    classic: 'missing-privilege public.slow',
  },
  'the extension that is not the owner’s to drop': {
    sql: 'DROP EXTENSION pg_stat_statements;',
    rds: 'Postgres refuses it: 42501: must be owner of extension pg_stat_statements',
    classic: 'Postgres refuses it: 42501: must be owner of extension pg_stat_statements',
  },
  'a table given to the credential, of which the owner is a member': {
    sql: 'CREATE TABLE a (id int); GRANT CREATE ON SCHEMA public TO ledger_app; ALTER TABLE a OWNER TO ledger_app;',
    rds: 'ownership public.a, schema-create public',
    classic: 'ownership public.a, schema-create public',
  },
}

describe.each(['rds', 'classic'] as const)('on %s', (profile) => {
  let rehearsed: RehearsedDatabase
  beforeAll(async () => {
    rehearsed = await startRehearsedDatabase({ profile })
  })
  afterAll(() => rehearsed.stop())

  test.each(Object.entries(rows))('%s', async (_what, { sql, ...expected }) => {
    const migrations = migrationsOf('1.sql', Buffer.from(sql))
    const run = await runMigrations(migrations, { server: serverOf(rehearsed), role: 'ledger_app', policy })
    expect(said(run)).toEqual(expected[profile])
  })
})
