import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runbook } from '../../fixtures/stand-in/runbook.config.ts'
import { policyInPhase, policySchema } from '../config/policy.ts'
import {
  type RehearsedDatabase,
  startRehearsedDatabase,
} from '../rehearsal/postgres/testing/rehearsed-database.ts'
import { asExpected, type MigrationCase, migrationCases } from './cases.fixture.ts'
import { checkMigrations, type MigrationsVerdict, type Run } from './check-migrations.ts'
import { type Engine, isOwnCode } from './finding.ts'
import { asFound, goodFolder, goodGrants } from './good-folder.fixture.ts'
import { guardedLines } from './guarded.ts'
import { mendingStatements } from './mend.ts'
import { migrationsOf } from './read-tree.ts'
import type { Server } from './run/prepared.ts'
import { runMigrations } from './run-migrations.ts'
import { serverOf } from './server.fixture.ts'

const role = 'ledger_app'
const policy = policyInPhase(policySchema.parse(runbook.privileges), 'cut-over')

const verdictOf = (one: MigrationCase, engines: readonly Engine[], run: () => Promise<Run>) =>
  checkMigrations(one.migrations, role, policy, {
    engines,
    isOldFile: () => false,
    isKnown: () => false,
    strict: false,
    run,
  })

/** The verdict as the header of a case has it. */
function told({ outcome, findings }: MigrationsVerdict, { headerLines }: MigrationCase): readonly string[] {
  if (outcome === 'inconclusive') return ['not told']
  return findings.length === 0 ? ['nothing'] : findings.map((one) => asExpected(one, headerLines)).toSorted()
}

/** What a header expects; of what only running can tell, reading is to say that it cannot. */
function expectedBy(engines: readonly Engine[], { expected }: MigrationCase): readonly string[] {
  if (!engines.includes('run') && expected.some((one) => one.startsWith('run: '))) return ['not told']
  return expected.map((one) => one.replace(/^(?:read|run): /, '')).toSorted()
}

/** Those whose findings a server has too, and whose statements it lets the owner run. */
const byServer = ({ expected, name }: MigrationCase) =>
  name !== 'drop-owned' &&
  expected.every((one) => !isOwnCode(one.replace('warning ', '').split(' ')[0] ?? ''))

/** A server takes a second for each: all of them on request, else one in six and those that only a server can tell. */
const onServer = migrationCases.filter(
  ({ expected }, at) =>
    process.env['RUNBOOK_TEST_MIGRATIONS'] === 'all' ||
    at % 6 === 0 ||
    expected.some((one) => one.startsWith('run: ')),
)

/** A case that no header describes. */
const nobody = { name: 'by hand', expected: [], headerLines: 0 }

const notRun = () => Promise.reject(new Error('not to be run'))

test('there are eighty and more', () => {
  expect(migrationCases.length).toBeGreaterThan(80)
})

test.each(migrationCases)('read: $name', async (one) => {
  expect(told(await verdictOf(one, ['read'], notRun), one)).toEqual(expectedBy(['read'], one))
})

describe('on a server', () => {
  let rehearsed: RehearsedDatabase
  beforeAll(async () => {
    rehearsed = await startRehearsedDatabase({ owner: { user: 'ledger_owner', password: 'owner-secret' } })
  })
  afterAll(() => rehearsed.stop())

  /** The server, and in each of its databases a session that holds an advisory lock, and ends whoever sleeps for 59 seconds. */
  const withAnother = (server: Server): Server => ({
    ...server,
    createDatabase: async () => {
      const name = await server.createDatabase()
      const url = new URL(server.superuserUrl)
      url.pathname = `/${name}`
      const holder = new Client({ connectionString: url.href })
      // It ends with the database.
      holder.on('error', () => undefined)
      await holder.connect()
      await holder.query('SELECT pg_advisory_lock(1)')
      void holder.query(endsSleeper).catch(() => undefined)
      return name
    },
  })

  const runOf = (
    { migrations }: MigrationCase,
    patience = { statementTimeoutMs: 10_000, answerTimeoutMs: 15_000 },
    server = serverOf(rehearsed),
  ) =>
    runMigrations(migrations, {
      patience,
      server,
      role,
      policy,
    })

  test.each(onServer)('read and run: $name', async (one) => {
    expect(told(await verdictOf(one, ['read', 'run'], () => runOf(one)), one)).toEqual(
      expectedBy(['read', 'run'], one),
    )
  })

  test.each(onServer.filter(byServer).slice(0, 8))('run: $name', async (one) => {
    const verdict = await verdictOf(one, ['run'], () => runOf(one))
    expect(told(verdict, one).map(withoutLine)).toEqual(expectedBy(['run'], one).map(withoutLine))
  })

  test.each([
    ['waits for itself', 'SELECT pg_sleep(60);', /57014/, 'inconclusive'],
    [
      'waits, and has lifted the limit',
      'SET statement_timeout = 0; SELECT pg_sleep(60);',
      /not answered within 0.5 s/,
      'inconclusive',
    ],
    ['waits for a lock that another session has', 'SELECT pg_advisory_lock(1);', /57014/, 'inconclusive'],
    [
      'waits so long for a lock as it says itself',
      "SET lock_timeout = '50ms'; SELECT pg_advisory_lock(1);",
      /55P03/,
      'inconclusive',
    ],
    [
      'holds a lock and waits',
      'BEGIN; CREATE TABLE held (); LOCK TABLE held; SELECT pg_sleep(60); COMMIT;',
      /:1: .*57014.*pg_sleep/,
      'inconclusive',
    ],
    ['loses its session to another', 'SELECT pg_sleep(59);', /does not get to answer: 57P01/, 'inconclusive'],
    ['names a column that is not there', 'SELECT timeout FROM pg_class;', /42703/, 'passed'],
    [
      'needs what the server lacks',
      'CREATE EXTENSION nowhere;',
      /extension "nowhere" is not available/,
      'passed',
    ],
  ])('where a migration %s, it is said', async (_what, sql, why, outcome) => {
    const migrations = [sql, 'SELECT 1;'].flatMap((text, at) => migrationsOf(`${at}.sql`, Buffer.from(text)))
    const one = { ...nobody, migrations }
    const patience = { statementTimeoutMs: 200, answerTimeoutMs: 500 }
    const verdict = await verdictOf(one, ['read', 'run'], () =>
      runOf(one, patience, withAnother(serverOf(rehearsed))),
    )
    expect(verdict.remarks.join('\n')).toMatch(why)
    expect(verdict.outcome).toBe(outcome)
  })

  /** One by one on request: a server takes a second for each. */
  const removed =
    process.env['RUNBOOK_TEST_MIGRATIONS'] === 'all' ? goodGrants.map((one) => [one]) : [goodGrants]

  test.each(removed)('run: without its grants each is found where it is missed', async (...grants) => {
    const migrations = Object.entries(goodFolder).flatMap(([file, sql]) =>
      migrationsOf(file, Buffer.from(grants.reduce((text, one) => text.replace(one.text, ''), sql))),
    )
    const one = { ...nobody, migrations }
    const { findings } = await verdictOf(one, ['run'], () => runOf(one))
    expect(findings.map(asFound).toSorted()).toEqual(grants.map(({ found }) => found).toSorted())
  })

  test('run: what another migration mends is told from what it drops, and each stands at its statement', async () => {
    const files = [
      'CREATE TABLE a (id int);\nCREATE TABLE b (id int);',
      'DROP TABLE a;\nGRANT SELECT, INSERT, UPDATE, DELETE ON b TO ledger_app;',
      'SELECT 1;\nALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;\nSELECT 2;',
    ]
    const migrations = files.flatMap((sql, at) => migrationsOf(`${at + 1}.sql`, Buffer.from(sql)))
    const { findings } = await runOf({ ...nobody, migrations })
    expect(findings.map((one) => `${one.code} ${asFound(one)} ${one.mendedIn}`).toSorted()).toEqual([
      'default-privilege database_owner 3.sql:2 undefined',
      'missing-privilege public.a 1.sql:1 undefined',
      'missing-privilege public.b 1.sql:2 2.sql',
    ])
  })

  test('run: what comes of a statement that makes and grants nothing stands at it', async () => {
    const granted = (table: string) => `GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO ledger_app;`
    const files = [
      `CREATE TABLE a (id int);\n${granted('a')}\nALTER TABLE a ENABLE ROW LEVEL SECURITY;\nSELECT 1;`,
      `CREATE TABLE customer_audit_events (id int);\nGRANT SELECT, INSERT ON customer_audit_events TO ledger_app;
CREATE RULE r AS ON UPDATE TO a DO ALSO DELETE FROM customer_audit_events;\nSELECT 1;`,
      `CREATE TABLE b (id int);\n${granted('b')}\nDROP OWNED BY ledger_app;\nSELECT 1;`,
    ]
    const migrations = files.flatMap((sql, at) => migrationsOf(`${at + 1}.sql`, Buffer.from(sql)))
    const { findings } = await runOf({ ...nobody, migrations })
    const placed = findings.map(({ code, place }) => `${code} ${place.file}:${place.line}`)
    expect([...new Set(placed)].toSorted()).toEqual([
      'database-privilege 3.sql:3',
      'missing-privilege 3.sql:3',
      'missing-schema-usage 3.sql:3',
      'row-level-security 1.sql:3',
      'rule-bypass 2.sql:3',
    ])
  })

  test('read and run name no database and no owner as chance called them: their lines mend where they are added', async () => {
    const sql = `DO $$ BEGIN EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO ledger_app', current_database()); END $$;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ledger_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT TRUNCATE ON TABLES TO ledger_app;
CREATE TABLE orders (id int);
DO $$ BEGIN EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON orders TO %I', 'ledger_app'); END $$;`
    const found = async (text: string) => {
      const one = { ...nobody, migrations: migrationsOf('1.sql', Buffer.from(text)) }
      const [read, run] = [
        await verdictOf(one, ['read'], notRun),
        await verdictOf(one, ['run'], () => runOf(one)),
      ]
      const errors = ({ findings }: MigrationsVerdict) =>
        findings.flatMap((finding) => (finding.level === 'error' ? [{ ...finding, engines: [] }] : []))
      expect(errors(read)).toEqual(errors(run))
      expect([read.outcome, run.outcome]).toEqual(
        errors(run).length > 0 ? ['failed', 'failed'] : ['passed', 'passed'],
      )
      return run.findings
    }
    const findings = await found(sql)
    expect(findings.map(asFound)).toEqual([
      'database 1.sql:1',
      'public.orders 1.sql:5',
      'database_owner 1.sql:2',
      'public 1.sql:3',
    ])
    const lines = findings.flatMap((finding) => finding.lines)
    expect(await found([sql, ...lines].join('\n'))).toEqual([])
    const within = mendingStatements(findings)
    expect(within).toHaveLength(2)
    const mended = [sql, ...lines.filter((line) => line.startsWith('ALTER')), ...guardedLines(role, within)]
    expect(await found(mended.join('\n'))).toEqual([])
  })

  test('what a migration gives to the role, databases among it, goes back', async () => {
    const migrations = migrationsOf('1.sql', Buffer.from('REASSIGN OWNED BY CURRENT_USER TO ledger_app;'))
    const { findings } = await runOf({ ...nobody, migrations })
    expect(findings.map(({ code, object }) => `${code} ${object}`)).toContain('ownership database')
    const superuser = await rehearsed.connectAsSuperuser()
    const { rows } = await superuser.query(
      'SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = current_database()',
    )
    expect(rows).toEqual([{ owner: 'ledger_owner' }])
  })

  test('nothing is left behind', async () => {
    const superuser = await rehearsed.connectAsSuperuser()
    const { rows } = await superuser.query(
      "SELECT datname AS name FROM pg_database WHERE datname NOT LIKE 'template%' UNION SELECT rolname FROM pg_roles WHERE rolname IN ('somebody', 'ledger_app') ORDER BY 1",
    )
    const own = [rehearsed.database.name, 'postgres'].toSorted()
    expect(rows.map(({ name }) => name)).toEqual(own)
  })
})

const endsSleeper = `DO $$ BEGIN LOOP
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep(59)%' AND state = 'active';
  EXIT WHEN FOUND;
  PERFORM pg_sleep(0.02), pg_stat_clear_snapshot();
END LOOP; END $$`

const withoutLine = (finding: string) => finding.replace(/ @\d+$/, '')
