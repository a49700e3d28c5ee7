import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { execa } from 'execa'
import { Client } from 'pg'
import { z } from 'zod'
import { differences } from '../harness/privileges/findings/difference.ts'
import { readPrivileges } from '../harness/privileges/snapshot/read-privileges.ts'
import { ConfigurationError } from '../harness/rehearsal/postgres/configuration-error.ts'
import type { PostgresBase, PostgresServer } from '../harness/rehearsal/postgres/server/postgres-server.ts'
import { startServer } from '../harness/rehearsal/postgres/server/server.ts'
import { createRunFolder } from '../harness/rehearsal/process/run-folder.ts'
import { memoryPeak } from './privileges-memory.ts'
import { benchPolicy } from './privileges-policy.ts'

/** What one size of database costs; times in milliseconds, memory in MB, the best of three. */
export interface PrivilegesMeasured {
  readonly tables: number
  readonly auditMs: number
  readonly statementMs: number
  readonly peakMb: number
  readonly pgTapMs: number | string
  readonly psqlMs: number | string
}

/** psql is asked this often; the rest is reckoned, since a process a table takes minutes. */
const psqlSample = 100
const rounds = 3

/**
 * Measures the audit of a role on databases of growing size: as many tables, each with a serial column and so a sequence;
 * beside it, in the same run, pgTAP's `table_privs_are` for each table and `\dp` of psql for each table. What is not
 * installed is said in its column. `report` gets a line as each size is done.
 */
export async function measurePrivileges(
  sizes: readonly number[],
  report: (line: string) => void,
): Promise<PrivilegesMeasured[]> {
  const folder = await createRunFolder()
  const measured: PrivilegesMeasured[] = []
  const { server, base } = await serverOf(folder.path, report)
  try {
    report(`Postgres ${server.version} (${base}), Node ${process.version}`)
    for (const tables of sizes) {
      const client = await connected(server, tables)
      try {
        await fill(client, tables)
        measured.push(await measure(server, client, folder.path, tables))
      } finally {
        await client.end()
      }
      report(measured.map(inWords).at(-1) ?? '')
    }
  } finally {
    await server.stop()
    await folder.remove()
  }
  return measured
}

/**
 * The machine's own Postgres, which may have pgTAP; where there is none the embedded one, and `report` is told why.
 * `RUNBOOK_BENCH_POSTGRES` decides instead: throws where what it asks for cannot be started.
 */
async function serverOf(
  runFolder: string,
  report: (line: string) => void,
): Promise<{ server: PostgresServer; base: PostgresBase }> {
  const start = async (base: PostgresBase) => ({
    server: await startServer(base, { name: 'bench', runFolder }),
    base,
  })
  const asked = z.enum(['system', 'embedded']).optional().parse(process.env['RUNBOOK_BENCH_POSTGRES'])
  if (asked) return start(asked)
  try {
    return await start('system')
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    report(`Not on the machine's own Postgres: ${error.message}`)
    return start('embedded')
  }
}

/** A database of its own, with the role that is audited in it. */
async function connected(server: PostgresServer, tables: number): Promise<Client> {
  const admin = connection(server, 'postgres')
  await admin.connect()
  await admin.query(
    "DO $$ BEGIN IF to_regrole('app_role') IS NULL THEN CREATE ROLE app_role LOGIN; END IF; END $$",
  )
  await admin.query(`CREATE DATABASE bench_${tables}`)
  await admin.query(`REVOKE ALL ON DATABASE bench_${tables} FROM PUBLIC`)
  await admin.query(`GRANT CONNECT ON DATABASE bench_${tables} TO app_role`)
  await admin.end()
  const client = connection(server, `bench_${tables}`)
  await client.connect()
  return client
}

async function fill(client: Client, tables: number): Promise<void> {
  await client.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC')
  await client.query('GRANT USAGE ON SCHEMA public TO app_role')
  // Beyond some 2,500 tables one transaction runs out of lock memory.
  for (let first = 1; first <= tables; first += 500)
    await client.query(
      `DO $$ BEGIN FOR i IN ${first}..${Math.min(first + 499, tables)} LOOP
         EXECUTE format('CREATE TABLE t%s (id bigserial PRIMARY KEY, a text, b timestamptz, c numeric)', i);
         EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON t%s TO app_role', i);
         EXECUTE format('GRANT USAGE ON SEQUENCE t%s_id_seq TO app_role', i);
       END LOOP; END $$`,
    )
  await client.query('ANALYZE')
}

async function measure(
  server: PostgresServer,
  client: Client,
  folder: string,
  tables: number,
): Promise<PrivilegesMeasured> {
  const audit = async () => {
    const started = performance.now()
    const snapshot = await readPrivileges(client, 'app_role')
    const statementMs = performance.now() - started
    const findings = differences(snapshot, benchPolicy)
    if (findings.length > 0) throw new Error(`The bench's own database differs: ${findings[0]?.found}`)
    return { auditMs: performance.now() - started, statementMs }
  }
  let best = await audit()
  for (let round = 1; round < rounds; round++) {
    const again = await audit()
    if (again.auditMs < best.auditMs) best = again
  }
  return {
    tables,
    ...best,
    peakMb: await memoryPeak(server, `bench_${tables}`),
    pgTapMs: await pgTap(server, client, folder, tables),
    psqlMs: await psql(server, tables),
  }
}

/** pgTAP as its documentation has it: a script with one `table_privs_are` a table, run by psql. */
async function pgTap(
  server: PostgresServer,
  client: Client,
  folder: string,
  tables: number,
): Promise<number | string> {
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS pgtap')
  } catch {
    return 'pgTAP is not installed'
  }
  const script = join(folder, 'pgtap.sql')
  const asserted = Array.from(
    { length: tables },
    (_, i) =>
      `SELECT table_privs_are('public', 't${i + 1}', 'app_role', ARRAY['SELECT','INSERT','UPDATE','DELETE']);`,
  )
  await writeFile(
    script,
    ['BEGIN;', `SELECT plan(${tables});`, ...asserted, 'SELECT * FROM finish();', 'ROLLBACK;'].join('\n'),
  )
  const started = performance.now()
  const run = await runPsql(server, tables, ['-qAt', '-f', script])
  if (run === undefined) return 'psql is not installed'
  const ms = performance.now() - started
  const passed = run.split('\n').filter((line) => line.startsWith('ok ')).length
  if (passed !== tables) throw new Error(`pgTAP passed ${passed} of ${tables} in the bench's own database`)
  return ms
}

/** What psql printed, or undefined where there is none. */
async function runPsql(
  server: PostgresServer,
  tables: number,
  args: readonly string[],
): Promise<string | undefined> {
  const { user, password } = server.superuser
  const run = await execa('psql', ['-X', ...args], {
    reject: false,
    env: {
      PGHOST: server.host,
      PGPORT: String(server.port),
      PGUSER: user,
      PGPASSWORD: password,
      PGDATABASE: `bench_${tables}`,
    },
  })
  if (run.code === 'ENOENT') return undefined
  if (run.exitCode !== 0) throw new Error(`psql ${args.join(' ')} failed: ${run.stderr}`)
  return run.stdout
}

/** A psql for each table, as one would in a shell loop. */
async function psql(server: PostgresServer, tables: number): Promise<number | string> {
  const started = performance.now()
  const asked = Math.min(psqlSample, tables)
  for (let table = 1; table <= asked; table++)
    if ((await runPsql(server, tables, ['-c', `\\dp t${table}`])) === undefined)
      return 'psql is not installed'
  return ((performance.now() - started) / asked) * tables
}

function connection(server: PostgresServer, database: string): Client {
  return new Client({ host: server.host, port: server.port, ...server.superuser, database })
}

function inWords({ tables, auditMs, statementMs, peakMb, pgTapMs, psqlMs }: PrivilegesMeasured): string {
  const ms = (value: number | string) =>
    typeof value === 'string' ? value : `${Math.round(value)} ms (× ${(value / auditMs).toFixed(0)})`
  return `${tables} tables and sequences: audit ${Math.round(auditMs)} ms (statement ${Math.round(statementMs)}), peak ${Math.round(peakMb)} MB; pgTAP ${ms(pgTapMs)}; psql \\dp ${ms(psqlMs)}`
}
