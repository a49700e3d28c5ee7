import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PolicyInPhase } from '../../config/policy.ts'
import { audit } from '../audit.ts'
import { policyScript } from '../policy-script.ts'
import { policy, provisionedDatabaseForTests } from '../provisioned-database.fixture.ts'
import { readPrivileges } from '../snapshot/read-privileges.ts'
import { judged } from './difference.ts'

const database = provisionedDatabaseForTests({ profile: 'rds' })
beforeEach(() => database.superuser.query('BEGIN'))
afterEach(() => database.superuser.query('ROLLBACK'))

const found = async (declared: PolicyInPhase) => {
  const { differences, unread } = judged(await readPrivileges(database.superuser, 'ledger_app'), declared)
  return [...differences, ...unread]
}
const functions = (declared: Partial<PolicyInPhase['functions']>): PolicyInPhase => ({
  ...policy,
  functions: { ...policy.functions, ...declared },
})
const asOwner = (sql: string) => database.superuser.query(`SET ROLE ledger_owner; ${sql}; RESET ROLE`)

test('functions are named by patterns too, and one that runs as its owner is read by itself all the same', async () => {
  await asOwner("CREATE FUNCTION purge_a() RETURNS int LANGUAGE sql AS 'SELECT 1'")
  await asOwner("CREATE FUNCTION purge_b(int) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'")
  const codes = async (named: PolicyInPhase['functions']['named']) =>
    (await found(functions({ named }))).map(({ code, object }) => `${code} ${object}`)
  expect(await codes({ 'public.purge_*(*)': [] })).toEqual([
    'function-privilege public.purge_a()',
    'function-privilege public.purge_b(integer)',
  ])
  expect(await codes({ 'public.purge_*(*)': [], 'public.purge_a()': ['EXECUTE'] })).toEqual([
    'function-privilege public.purge_b(integer)',
  ])
  expect(await codes({ 'public.purge_*(*)': ['EXECUTE'] })).toEqual([
    'security-definer-function public.purge_b(integer)',
  ])
  expect(await codes({ 'public.*_a(*)': [], 'public.p*_(*)': [], 'public.p*a(*)': ['EXECUTE'] })).toContain(
    'contradicting-names public.purge_a()',
  )
})

test('a named function is to have exactly what is declared', async () => {
  await asOwner("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
  expect(await found(functions({ named: { 'public.one()': ['EXECUTE'] } }))).toEqual([])
  expect(await found(functions({ named: { 'public.one()': [] } }))).toMatchObject([
    {
      code: 'function-privilege',
      object: 'public.one()',
      fix: 'REVOKE EXECUTE ON FUNCTION public.one() FROM PUBLIC',
    },
  ])
  await asOwner('REVOKE EXECUTE ON FUNCTION public.one FROM PUBLIC')
  expect(await found(functions({ named: { 'public.one()': ['EXECUTE'] } }))).toMatchObject([
    {
      code: 'function-privilege',
      fix: 'GRANT EXECUTE ON FUNCTION public.one() TO ledger_app',
      repairableBy: 'owner',
    },
  ])
})

test('a named SECURITY DEFINER function is one that somebody has read', async () => {
  await asOwner("CREATE FUNCTION one() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'")
  expect(await found(policy)).toMatchObject([{ code: 'security-definer-function', object: 'public.one()' }])
  expect(await found(functions({ named: { 'public.one()': ['EXECUTE'] } }))).toEqual([])
})

test('by default EXECUTE may be there and need not; with a default it must, or must not', async () => {
  await asOwner(
    `CREATE FUNCTION open() RETURNS int LANGUAGE sql AS 'SELECT 1';
     CREATE PROCEDURE closed() LANGUAGE sql AS 'SELECT 1'; REVOKE EXECUTE ON PROCEDURE closed FROM PUBLIC`,
  )
  expect(await found(policy)).toEqual([])
  expect(await found(functions({ default: ['EXECUTE'] }))).toMatchObject([
    { object: 'public.closed()', fix: 'GRANT EXECUTE ON PROCEDURE public.closed() TO ledger_app' },
  ])
  // Nothing calls the function of a trigger by its name.
  expect(await found(functions({ default: [] }))).toMatchObject([
    { object: 'public.open()', fix: 'REVOKE EXECUTE ON FUNCTION public.open() FROM PUBLIC' },
  ])
})

test('what a permitted verb calls it is to have where the default forbids EXECUTE', async () => {
  await asOwner(
    "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER TABLE orders ADD n int DEFAULT one()",
  )
  expect(await found(functions({ default: [] }))).toEqual([])
})

test('what the policy says a function uses stands in the place of its text', async () => {
  await asOwner(
    `CREATE TABLE archive.history (id bigint);
     CREATE FUNCTION dynamic() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN EXECUTE 'INSERT INTO archive.' || 'history DEFAULT VALUES'; RETURN NEW; END$$;
     CREATE TRIGGER dynamic AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION dynamic()`,
  )
  expect(await found(policy)).toMatchObject([
    {
      code: 'unread-function',
      object: 'public.dynamic()',
      found:
        'could not be read: it executes a text that is made at run time (trigger dynamic of public.orders (public.dynamic()))',
    },
  ])
  const declared = functions({ uses: { 'public.dynamic()': { 'archive.history': ['INSERT'] } } })
  expect((await found(declared)).map(({ fix }) => fix)).toEqual([
    'GRANT USAGE ON SCHEMA archive TO ledger_app',
    'GRANT INSERT ON archive.history TO ledger_app',
  ])
  expect(await found(functions({ uses: { 'public.dynamic()': {} } }))).toEqual([])
})

test("a declared entry decides for an extension's relation: granted it is in order, and not granted it is missing", async () => {
  const declared = {
    ...policy,
    views: { ...policy.views, named: { 'public.pg_stat_statements': ['SELECT', 'REFERENCES'] } },
  } satisfies PolicyInPhase
  expect(await found(policy)).toEqual([])
  expect(await found(declared)).toMatchObject([
    { code: 'missing-privilege', object: 'public.pg_stat_statements' },
    { code: 'foreign-owned-relation', object: 'public.pg_stat_statements' },
  ])
  await database.superuser.query('GRANT REFERENCES ON public.pg_stat_statements TO ledger_app')
  expect(await found(declared)).toEqual([])
  expect(await found(policy)).toMatchObject([
    { code: 'extra-privilege', object: 'public.pg_stat_statements' },
  ])
})

test("an owner whom only the policy knows for the platform's is no change", async () => {
  await database.superuser.query('ALTER SCHEMA _heroku OWNER TO reporter')
  expect(await found(policy)).toContainEqual(
    expect.objectContaining({ code: 'platform-object-changed', object: '_heroku' }),
  )
  expect(await found({ ...policy, platformRoles: ['reporter'] })).toEqual([])
})

test('a view that the policy names, and that runs as its caller over what it withholds, is a contradiction', async () => {
  await asOwner(
    'CREATE VIEW stated WITH (security_invoker) AS SELECT * FROM alembic_version; GRANT SELECT ON stated TO ledger_app',
  )
  expect(await found(policy)).toEqual([])
  expect(
    await found({ ...policy, views: { ...policy.views, named: { 'public.stated': ['SELECT'] } } }),
  ).toMatchObject([
    {
      code: 'needed-privilege',
      object: 'public.alembic_version',
      expected: 'SELECT (SELECT on public.stated needs it: public.stated, a view that runs as its caller)',
    },
  ])
})

test('a pattern decides over what it covers, and a name before it', async () => {
  await asOwner(
    `CREATE TABLE price_history (n int); CREATE TABLE "Stock_history" (n int); CREATE TABLE open_history (n int);
     GRANT SELECT, INSERT, UPDATE, DELETE ON price_history, "Stock_history", open_history TO ledger_app`,
  )
  const { tables } = policy
  const named = {
    ...tables.named,
    'public.*_history': ['SELECT' as const, 'INSERT' as const],
    'public.open_history': tables.default,
  }
  const declared = { ...policy, tables: { ...tables, named } }
  expect(await found(policy)).toEqual([])
  expect((await found(declared)).map(({ code, fix }) => `${code}: ${fix}`).toSorted()).toEqual([
    'extra-privilege: REVOKE UPDATE, DELETE ON public."Stock_history" FROM ledger_app',
    'extra-privilege: REVOKE UPDATE, DELETE ON public.price_history FROM ledger_app',
  ])
})

test('a pattern that covers nothing is a name that nothing has; two that contradict each other are named', async () => {
  await asOwner('CREATE TABLE ab (n int); GRANT SELECT, INSERT, UPDATE, DELETE ON ab TO ledger_app')
  const withNames = (names: Readonly<Record<string, readonly string[]>>): PolicyInPhase =>
    ({
      ...policy,
      tables: { ...policy.tables, named: { ...policy.tables.named, ...names } },
    }) as PolicyInPhase
  expect(await found(withNames({ 'public.*_histroy': ['SELECT'] }))).toMatchObject([
    { code: 'name-without-object', object: 'public.*_histroy' },
  ])
  expect(await found(withNames({ 'public.a*b': policy.tables.default }))).toEqual([])
  const contradictory = await found(withNames({ 'public.a*': policy.tables.default, 'public.*b': [] }))
  expect(contradictory).toMatchObject([
    {
      code: 'contradicting-names',
      object: 'public.ab',
      found: expect.stringContaining('public.a* and public.*b'),
    },
  ])
})

test("a framework's migration table is none of the role's unless it is named, in whatever schema it lies", async () => {
  await asOwner(
    `CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (n int); CREATE TABLE "__EFMigrationsHistory" (n int);
     CREATE TABLE migrations (n int); GRANT USAGE ON SCHEMA drizzle TO ledger_app;
     GRANT SELECT, INSERT, UPDATE, DELETE ON migrations, "__EFMigrationsHistory", drizzle.__drizzle_migrations TO ledger_app`,
  )
  const schemas = { ...policy.schemas, drizzle: ['USAGE' as const] }
  expect((await found({ ...policy, schemas })).map(({ object }) => object).toSorted()).toEqual([
    'drizzle.__drizzle_migrations',
    'public."__EFMigrationsHistory"',
  ])
  const named = {
    ...policy.tables.named,
    '*.__drizzle_migrations': policy.tables.default,
    'public."__EFMigrationsHistory"': policy.tables.default,
  }
  expect(await found({ ...policy, schemas, tables: { ...policy.tables, named } })).toEqual([])
})

test('where a policy refuses what it does not name, a table has nothing until somebody decides', async () => {
  await asOwner(
    `CREATE TABLE new_table (n int); GRANT SELECT ON new_table TO ledger_app;
     CREATE TABLE kept_history (n int); GRANT SELECT, INSERT ON kept_history TO ledger_app;
     CREATE TABLE parted (n int) PARTITION BY RANGE (n); CREATE TABLE part PARTITION OF parted DEFAULT`,
  )
  const unnamed = await found({ ...policy, tables: { ...policy.tables, unclassified: 'refuse' } })
  const all = unnamed.filter(({ code }) => code === 'unclassified-table').map(({ object }) => object)
  expect(all).toEqual(
    expect.arrayContaining(['public.customers', 'public.kept_history', 'public.new_table', 'public.parted']),
  )
  expect(all).not.toEqual(expect.arrayContaining(['public.part']))
  expect(all).not.toEqual(expect.arrayContaining(['public.customer_trail_events']))
  expect(all).not.toEqual(expect.arrayContaining(['public.alembic_version']))
  expect(unnamed).toContainEqual(
    expect.objectContaining({
      code: 'extra-privilege',
      object: 'public.new_table',
      fix: 'REVOKE SELECT ON public.new_table FROM ledger_app',
    }),
  )
  const named = { ...policy.tables.named, 'public.*_history': ['SELECT' as const, 'INSERT' as const] }
  const partly = await found({ ...policy, tables: { ...policy.tables, named, unclassified: 'refuse' } })
  expect(partly.map(({ object }) => object)).not.toContain('public.kept_history')
})

describe('a finding that the policy accepts', () => {
  const cascade = `CREATE TABLE audit (id int PRIMARY KEY, customer bigint REFERENCES customers ON UPDATE CASCADE)`
  const withAudit = (accepted: Partial<PolicyInPhase['accepted'][number]>[]): PolicyInPhase => ({
    ...policy,
    tables: { ...policy.tables, named: { ...policy.tables.named, 'public.audit': ['SELECT', 'INSERT'] } },
    accepted: accepted.map((entry) => ({
      code: 'cascade-bypass',
      object: 'public.audit',
      reason: 'as Prisma writes it',
      until: '2999-12-31',
      ...entry,
    })),
  })
  const audited = async (declared: PolicyInPhase) =>
    audit(await readPrivileges(database.superuser, 'ledger_app'), declared)

  test('counts for nothing, is said, and withholds no GRANT', async () => {
    await asOwner(cascade)
    const before = await audited(withAudit([]))
    expect(before.differences.map(({ code }) => code).toSorted()).toEqual([
      'cascade-bypass',
      'missing-privilege',
    ])
    const { differences, plan, remarks } = await audited(withAudit([{}]))
    expect(differences.map(({ code }) => code)).toEqual(['missing-privilege'])
    expect(plan).toMatchObject({
      statements: ['GRANT SELECT, INSERT ON public.audit TO ledger_app'],
      withheld: undefined,
    })
    expect(remarks).toEqual([
      expect.stringMatching(
        /^accepted until 2999-12-31: cascade-bypass: public\.audit: .*\(as Prisma writes it\)$/,
      ),
    ])
  })

  test('counts again when its day is over, and says so', async () => {
    await asOwner(cascade)
    const { differences, remarks } = await audited(withAudit([{ until: '2026-01-31' }]))
    expect(differences).toContainEqual(
      expect.objectContaining({
        code: 'cascade-bypass',
        help: expect.stringContaining('It was accepted until 2026-01-31 (as Prisma writes it).'),
      }),
    )
    expect(remarks).toEqual([])
  })

  test('is accepted by its code and object and by nothing else, and named where it is not there', async () => {
    await asOwner(cascade)
    const { differences, remarks } = await audited(
      withAudit([{ code: 'rule-bypass' }, { object: 'public.*_trail' }]),
    )
    expect(differences.map(({ code }) => code)).toContain('cascade-bypass')
    expect(remarks).toEqual([
      'accepted and not there: rule-bypass: public.audit: runbook.config.ts need not accept it any more',
      'accepted and not there: cascade-bypass: public.*_trail: runbook.config.ts need not accept it any more',
    ])
  })
})

test('applied by hand, by its own statements, the policy reaches all that it names', async () => {
  await asOwner(
    `CREATE SEQUENCE invoice_number; CREATE SEQUENCE closed_number; GRANT USAGE ON closed_number TO ledger_app;
     CREATE TABLE counted (id int GENERATED ALWAYS AS IDENTITY);
     CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION two() RETURNS int LANGUAGE sql AS 'SELECT 2';
     CREATE PROCEDURE three() LANGUAGE sql AS 'SELECT 3'; REVOKE EXECUTE ON ROUTINE one(), three() FROM PUBLIC;
     REVOKE SELECT ON orders FROM ledger_app; GRANT DELETE ON customer_trail_events TO ledger_app`,
  )
  const declared: PolicyInPhase = {
    ...functions({ default: ['EXECUTE'], named: { 'public.two()': [], 'public.three()': ['EXECUTE'] } }),
    sequences: {
      default: ['USAGE'],
      identity: ['SELECT'],
      named: { 'public.invoice_*': ['USAGE', 'SELECT'], 'public.closed_number': [] },
    },
  }
  const codes = (await found(declared)).map(({ object }) => object)
  expect(codes).toEqual(
    expect.arrayContaining([
      'public.orders',
      'public.counted_id_seq',
      'public.invoice_number',
      'public.closed_number',
      'public.one()',
      'public.two()',
      'public.three()',
    ]),
  )
  const { lines, leftOut } = policyScript('ledger_app', declared)
  expect(leftOut).toEqual([])
  await database.superuser.query('SET ROLE ledger_owner')
  for (const statement of statementsOf(lines)) await byPsql(statement)
  await database.superuser.query('RESET ROLE')
  expect(await found(declared)).toEqual([])
})

test('of the functions that a default forbids, by hand nothing is taken: a permitted statement may call one', () => {
  expect(policyScript('ledger_app', functions({ default: [] })).leftOut).toEqual(['functions.default'])
})

/** Without the meta-commands and the transaction, which the test has its own of. */
function statementsOf(lines: readonly string[]): string[] {
  return lines
    .filter((line) => !/^(\\set|BEGIN;|COMMIT;)/.test(line))
    .join('\n')
    .replaceAll(':"DBNAME"', 'ledger')
    .split(/(?<=;|\\gexec)\n/)
}

/** What psql does with `\gexec`: each value of the answer is the next statement. */
async function byPsql(statement: string): Promise<void> {
  const { rows } = await database.superuser.query<Record<string, string>>(statement.replace(/\\gexec$/, ''))
  if (statement.endsWith('\\gexec'))
    for (const made of rows.flatMap((row) => Object.values(row))) await database.superuser.query(made)
}
