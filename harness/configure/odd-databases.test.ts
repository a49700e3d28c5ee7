import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../config/load.ts'
import { policyInPhase } from '../config/policy.ts'
import { subjectOf } from '../config/subject.ts'
import { audit } from '../privileges/audit.ts'
import { carryOut } from '../privileges/plan/carry-out.ts'
import { readPrivileges } from '../privileges/snapshot/read-privileges.ts'
import { configure, heldAgainst } from './configure.ts'
import { databasesForTests } from './databases.fixture.ts'
import { namesFor } from './names.ts'

const databases = databasesForTests()
const names = namesFor({ app: 'odd-api', role: 'odd_app', flag: 'ON_ROLE' })

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'configure-'))
})

afterAll(() => rm(folder, { recursive: true }))

/** What is written for a database of that schema. */
async function writtenFor(name: string, sql: string, prepared = '') {
  const client = await databases.made(name, sql, prepared)
  return { ...(await writtenOf(client, name)), client }
}

async function writtenOf(client: Client, name: string) {
  const file = join(folder, `${name}.config.ts`)
  const configured = await configure(client, names, file)
  return { configured, file, text: await readFile(file, 'utf8'), config: subjectOf(await readConfig(file)) }
}

/** The line that is about an object, as a comment or in force, and before it the comment on it, in one. */
function linesAbout(text: string, name: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  const at = lines.findIndex((line) => line.replace('// ', '').startsWith(`'${name}'`))
  const before = lines.slice(0, at)
  const from = before.findLastIndex((line) => !line.startsWith('// ') || line.startsWith("// '"))
  const comment = before.slice(from + 1).map((line) => line.replace('// ', ''))
  return at < 0 ? [] : [comment.join(' '), lines[at] ?? '']
}

describe('what is written', () => {
  it('holds names of every kind, as Biome formats it, and brings the role to it', async () => {
    const long = 'x'.repeat(58)
    const odd = [
      `o'clock`,
      'say ""hi""',
      `both ' and ""`,
      'a.b.c',
      'naïve café ☕',
      '日本',
      'ends with \\',
      'two\nlines',
      "it's 'quite' 'a' 'very' 'long' 'name'",
      'then // open: nothing',
      '`tick ${x}`',
      'CamelCase',
      'select',
      'constructor',
      '*',
      `${long}_long`,
    ]
    const tables = odd
      .map((name) => `CREATE TABLE "Odd.Schema"."${name}" (id serial PRIMARY KEY, "a.b" text)`)
      .join(';')
    const logs = odd.map((name) => `CREATE TABLE "audit ""log"""."${name}" (id int)`).join(';')
    const { configured, config, client, text } = await writtenFor(
      'odd',
      `CREATE SCHEMA "Odd.Schema"; CREATE SCHEMA "audit ""log"""; ${tables}; ${logs};
       CREATE DOMAIN "Odd.Schema"."a domain" AS text CHECK (VALUE <> '');
       CREATE TABLE typed (at "Odd.Schema"."a domain");
       CREATE MATERIALIZED VIEW "Odd.Schema"."shown
in a comment" AS SELECT 1`,
    )
    expect(config.policy.appendOnly.tables).toHaveLength(odd.length)
    expect(configured.staying).toEqual([])
    const biome = fileURLToPath(new URL('../../node_modules/@biomejs/biome/bin/biome', import.meta.url))
    const formatted = await execa(
      process.execPath,
      [biome, 'format', '--stdin-file-path=runbook.config.ts'],
      { input: text },
    )
    expect(`${formatted.stdout}\n`).toBe(text)
    await databases.createRole('odd_app', 'odd')
    const policy = policyInPhase(config.policy, 'soaking')
    expect(await carryOut(client, 'odd_app', policy, { dryRun: false })).toMatchObject({ after: [] })
    expect(audit(await readPrivileges(client, 'odd_app'), policy).differences).toEqual([])
    await databases.asSuperuser('odd', 'DROP OWNED BY odd_app; DROP ROLE odd_app')
  })

  it('of a database without a table says so, and loads', async () => {
    const { configured, config } = await writtenFor('bare', '')
    expect(config.policy.schemas).toEqual({ public: ['USAGE'] })
    expect(configured.open).toContain('there is no table yet that Step 5 could look at')
    expect(configured.staying.map(({ code }) => code)).toEqual(['no-relations'])
  })

  it('of foreign tables and partitions of partitions names the parents alone', async () => {
    const { text, configured } = await writtenFor(
      'parts',
      `CREATE FOREIGN TABLE elsewhere_log (id int) SERVER elsewhere;
       CREATE TABLE access_log (at date, n int) PARTITION BY RANGE (at);
       CREATE TABLE access_log_2024 PARTITION OF access_log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (n);
       CREATE TABLE access_log_2024_1 PARTITION OF access_log_2024 FOR VALUES IN (1) PARTITION BY HASH (n);
       CREATE TABLE access_log_2024_1_0 PARTITION OF access_log_2024_1 FOR VALUES WITH (MODULUS 1, REMAINDER 0);
       CREATE TABLE notes (id int); INSERT INTO notes VALUES (1); UPDATE notes SET id = 2;
       INSERT INTO access_log VALUES ('2024-02-01', 1)`,
      `CREATE FOREIGN DATA WRAPPER wrapper; CREATE SERVER elsewhere FOREIGN DATA WRAPPER wrapper; GRANT USAGE ON FOREIGN SERVER elsewhere TO apps_owner`,
    )
    expect(linesAbout(text, 'public.access_log')).toEqual([
      'open: called like one; 1 row inserted and none updated or deleted so far',
      "'public.access_log',",
    ])
    expect(text).toContain('// 3 partitions')
    expect(text).toContain('// public.elsewhere_log: a user mapping says')
    expect(configured.staying).toEqual([])
  })

  it('of a thousand tables is there in seconds', async () => {
    const client = await databases.made(
      'large',
      `DO $$BEGIN FOR n IN 1..1000 LOOP
         EXECUTE format('CREATE TABLE t_%s (id serial PRIMARY KEY, parent int %s)', n, CASE WHEN n > 1 THEN format('REFERENCES t_%s', n - 1) ELSE '' END);
       END LOOP; END$$`,
    )
    const from = performance.now()
    const { configured } = await writtenOf(client, 'large')
    expect(performance.now() - from).toBeLessThan(20_000)
    expect(configured.plan.statements.length).toBeGreaterThan(1000)
  })

  it('never takes the place of a file', async () => {
    const client = await databases.made('twice', 'CREATE TABLE t (id int)')
    const file = join(folder, 'mine.config.ts')
    await writeFile(file, 'mine')
    await expect(configure(client, names, file)).rejects.toThrow(/mine\.config\.ts' is there already/)
    expect(await readFile(file, 'utf8')).toBe('mine')
    await expect(configure(client, names, join(folder, 'none/x.ts'))).rejects.toThrow(/cannot be written/)
  })
})

describe('a guess', () => {
  const changed = 'CREATE TABLE other (id int); INSERT INTO other VALUES (1); UPDATE other SET id = 2;'

  it('that the rows speak against is a comment, and said', async () => {
    const { text, config, configured } = await writtenFor(
      'spoken',
      `${changed} CREATE TABLE order_history (id int); INSERT INTO order_history VALUES (1); UPDATE order_history SET id = 2;
       CREATE TABLE payment_events (id int); INSERT INTO payment_events VALUES (1); DELETE FROM payment_events`,
    )
    expect(config.policy.appendOnly.tables).toEqual([])
    expect(linesAbout(text, 'public.order_history')).toEqual([
      'open: called like one, but 1 row updated and 0 deleted so far: by whom, and should the app?',
      "// 'public.order_history',",
    ])
    expect(linesAbout(text, 'public.payment_events')).toEqual([
      'not: called like one, but 0 rows updated and 1 deleted so far',
      "// 'public.payment_events',",
    ])
    expect(configured.open.filter((line) => line.startsWith('called like one, but'))).toHaveLength(1)
  })

  it('is not made of what only ends like a log, or is about one', async () => {
    const other = ['blog', 'catalog', 'event_types', 'audit_settings', 'login', 'historic_sites', 'logos']
    const { text } = await writtenFor(
      'alike',
      `${changed} ${other.map((name) => `CREATE TABLE ${name} (id int)`).join(';')}`,
    )
    expect(text).not.toContain('appendOnly')
  })

  it('of a trigger that refuses under a condition is open, and of one that refuses always is not', async () => {
    const refuses = (name: string, body: string) =>
      `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$${body}$$`
    const { text, configured } = await writtenFor(
      'refusing',
      `${changed} CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE TABLE c (id int); CREATE TABLE d (id int);
       ${refuses('always', `BEGIN /* BEGIN NULL; */ RAISE EXCEPTION 'no: %', TG_OP; END`)};
       ${refuses('never', `BEGIN -- RAISE EXCEPTION 'no'\nRETURN NEW; END`)};
       CREATE TRIGGER t BEFORE UPDATE OR DELETE ON a FOR EACH ROW EXECUTE FUNCTION always();
       CREATE TRIGGER t BEFORE UPDATE OR DELETE ON b FOR EACH ROW WHEN (OLD.id > 1) EXECUTE FUNCTION always();
       ${refuses('valid', `BEGIN IF NEW.id < 0 THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END`)};
       CREATE TABLE e (id int); CREATE TRIGGER t BEFORE INSERT OR UPDATE ON e FOR EACH ROW EXECUTE FUNCTION valid();
       CREATE TABLE f (id int); CREATE TRIGGER t BEFORE UPDATE ON f FOR EACH ROW EXECUTE FUNCTION valid();
       CREATE TRIGGER t BEFORE UPDATE OR DELETE ON c FOR EACH ROW EXECUTE FUNCTION never();
       CREATE TRIGGER t BEFORE UPDATE OR DELETE ON d FOR EACH ROW EXECUTE FUNCTION always(); ALTER TABLE d DISABLE TRIGGER t`,
    )
    expect(linesAbout(text, 'public.a')).toEqual([
      'trigger t (public.always()) refuses UPDATE and DELETE',
      "'public.a',",
    ])
    expect(linesAbout(text, 'public.b')).toEqual([
      'open: trigger t (public.always()) refuses UPDATE and DELETE under a condition; no row inserted so far',
      "// 'public.b',",
    ])
    expect(text).not.toMatch(/'public\.[cdef]'/)
    expect(configured.staying).toEqual([])
  })

  it('of a table that is just called migrations is told by its columns', async () => {
    const { text } = await writtenFor(
      'laravel',
      `CREATE TABLE migrations (id serial, migration text, batch int); CREATE SCHEMA birds; CREATE TABLE birds.migrations (id int, route text)`,
    )
    expect(linesAbout(text, 'public.migrations')).toEqual([
      'Laravel keeps in it which migrations have run',
      "'public.migrations': [],",
    ])
    expect(linesAbout(text, 'birds.migrations')).toEqual([
      "open: a framework's, or a table of the app's?",
      "'birds.migrations': [],",
    ])
  })
})

describe('what could not be looked at', () => {
  it('is said of a schema that the owner may not enter, and of tables that are not the owner’s', async () => {
    const { text, config } = await writtenFor(
      'closed',
      'CREATE TABLE t (id int)',
      `CREATE ROLE reporter; CREATE SCHEMA secret AUTHORIZATION reporter; CREATE TABLE secret.t (id int);
       CREATE SCHEMA theirs AUTHORIZATION reporter; GRANT USAGE ON SCHEMA theirs TO apps_owner; CREATE TABLE theirs.t (id int); ALTER TABLE theirs.t OWNER TO reporter`,
    )
    expect(config.policy.schemas).toEqual({ public: ['USAGE'] })
    expect(text).toContain('// open: 1 table of reporter, where the database owner may not enter')
    expect(text).toContain("// open: 1 table, and none is the database owner's to grant")
  })

  it('is said of rows that nobody has counted', async () => {
    const { text, configured } = await writtenFor(
      'restored',
      'CREATE TABLE notes (id int); INSERT INTO notes SELECT generate_series(1, 500); CREATE TABLE audits (id int)',
    )
    expect(text).toContain('say nothing of what is append-only: no row was updated or deleted')
    expect(linesAbout(text, 'public.audits')[0]).toContain('the counts of rows say nothing')
    expect(linesAbout(text, 'public.notes')).toEqual([])
    expect(configured.plan.withheld).toBeUndefined()
  })
})

it('a role that is not there yet is held to the policy as the new credential is', async () => {
  const { configured, config, client } = await writtenFor(
    'to_be',
    `CREATE TABLE t (id serial); CREATE VIEW v AS SELECT * FROM t; GRANT SELECT ON t TO PUBLIC;
     CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`,
    `CREATE ROLE other; CREATE FUNCTION theirs() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; ALTER FUNCTION theirs OWNER TO other`,
  )
  expect(configured.roleIsThere).toBe(false)
  expect(configured.staying.map(({ code, object }) => `${code} ${object}`)).toEqual([
    'security-definer-function public.theirs()',
  ])
  await databases.createRole('odd_app', 'to_be')
  const { roleIsThere, plan, staying } = await heldAgainst(client, config)
  expect(roleIsThere).toBe(true)
  expect(plan.statements.length).toBeGreaterThan(3)
  expect({ plan, staying }).toEqual({ plan: configured.plan, staying: configured.staying })
  await databases.asSuperuser('to_be', 'DROP OWNED BY odd_app; DROP ROLE odd_app')
})
