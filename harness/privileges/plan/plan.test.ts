import type { Client } from 'pg'
import { expect, test } from 'vitest'
import { audit } from '../audit.ts'
import { differences } from '../findings/difference.ts'
import { policy, provisionedDatabaseForTests } from '../provisioned-database.fixture.ts'
import { RoleNotFoundError, readPrivileges } from '../snapshot/read-privileges.ts'
import { carryOut } from './carry-out.ts'

const database = provisionedDatabaseForTests()

const found = async (client: Client) => differences(await readPrivileges(client, 'ledger_app'), policy)
const reapply = (client: Client, options = {}) =>
  carryOut(client, 'ledger_app', policy, { dryRun: false, ...options })

test('from a credential with nothing at all, one run provisions', async () => {
  await database.superuser.query(
    'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ledger_app; REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM ledger_app; REVOKE ALL ON SCHEMA public FROM ledger_app',
  )
  expect(await reapply(database.owner)).toMatchObject({ after: [], committed: true })
  expect(await found(database.owner)).toEqual([])
})

test('from a credential with SELECT on all tables, one run provisions', async () => {
  await database.owner.query(
    'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ledger_app; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ledger_app',
  )
  const { statements, after } = await reapply(database.owner)
  expect(after).toEqual([])
  expect(statements).toContain('REVOKE SELECT ON public.alembic_version FROM ledger_app')
  expect(statements).toContain('GRANT INSERT ON public.customer_trail_events TO ledger_app')
})

test('a dry run executes and verifies on the target, and leaves nothing', async () => {
  await database.superuser.query(
    'REVOKE SELECT ON orders FROM ledger_app; GRANT DELETE ON customer_trail_events TO ledger_app',
  )
  const before = await found(database.owner)
  const outcome = await reapply(database.owner, { dryRun: true })
  expect(outcome).toMatchObject({
    statements: [
      'REVOKE DELETE ON public.customer_trail_events FROM ledger_app',
      'GRANT SELECT ON public.orders TO ledger_app',
    ],
    after: [],
    committed: false,
  })
  expect(await found(database.owner)).toEqual(before)
  expect(before).toHaveLength(2)
  await reapply(database.owner)
})

test('what the owner cannot mend stays and is named, and the rest is done', async () => {
  await database.superuser.query(
    'REVOKE SELECT ON orders FROM ledger_app; GRANT pg_read_all_data TO ledger_app',
  )
  expect(audit(await readPrivileges(database.owner, 'ledger_app'), policy).plan).toMatchObject({
    statements: ['GRANT SELECT ON public.orders TO ledger_app'],
    beyondTheOwner: [{ code: 'membership', object: 'pg_read_all_data' }],
    withheld: undefined,
  })
  expect(await reapply(database.owner)).toMatchObject({
    statements: ['GRANT SELECT ON public.orders TO ledger_app'],
    after: [{ code: 'membership', object: 'pg_read_all_data' }],
    committed: true,
  })
  await database.superuser.query('REVOKE pg_read_all_data FROM ledger_app')
  expect(await found(database.owner)).toEqual([])
})

test('nothing is done where a GRANT would open a way past the policy that the owner cannot close', async () => {
  await database.superuser.query(
    `REVOKE DELETE ON customers FROM ledger_app; REVOKE SELECT ON orders FROM ledger_app;
     ALTER TABLE customer_trail_events ADD CONSTRAINT forgets FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE`,
  )
  const before = await found(database.owner)
  expect(await reapply(database.owner)).toMatchObject({
    statements: [],
    after: before,
    committed: false,
    withheld:
      'GRANT DELETE ON public.customers would open cascade-bypass on public.customer_trail_events, which the database owner cannot close: close that first',
  })
  expect(await found(database.owner)).toEqual(before)
  await database.superuser.query('ALTER TABLE customer_trail_events DROP CONSTRAINT forgets')
  expect(await reapply(database.owner)).toMatchObject({ after: [], committed: true, withheld: undefined })
})

test('nothing stays where what was granted turns out to open more', async () => {
  await database.superuser.query(
    `CREATE FUNCTION superusers() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
     REVOKE USAGE ON SCHEMA public FROM ledger_app; REVOKE SELECT ON orders FROM ledger_app`,
  )
  const outcome = await reapply(database.owner)
  expect(outcome).toMatchObject({ statements: [], after: outcome.before, committed: false })
  expect(outcome.withheld).toMatch(/^it would open security-definer-function on public.superusers\(\)/)
  expect(await found(database.owner)).toEqual(outcome.before)
  await database.superuser.query('DROP FUNCTION superusers()')
  expect(await reapply(database.owner)).toMatchObject({ after: [], committed: true })
})

test('where the owner cannot enter the schema nothing of it is the owner’s, and the rest is done', async () => {
  await database.superuser.query(
    `CREATE SCHEMA vault AUTHORIZATION reporter; CREATE TABLE vault.kept (id int); ALTER TABLE vault.kept OWNER TO ledger_owner;
     GRANT SELECT, UPDATE (id) ON vault.kept TO ledger_app; REVOKE SELECT ON orders FROM ledger_app`,
  )
  const who =
    'reporter, who owns schema vault: until it grants ledger_owner USAGE there, ledger_owner cannot name what is in it'
  expect(audit(await readPrivileges(database.owner, 'ledger_app'), policy).plan).toMatchObject({
    statements: ['GRANT SELECT ON public.orders TO ledger_app'],
    beyondTheOwner: [
      { code: 'extra-privilege', object: 'vault.kept', repairableBy: { who } },
      { code: 'column-privilege', object: 'vault.kept.id', repairableBy: { who } },
    ],
  })
  expect(await reapply(database.owner)).toMatchObject({
    statements: ['GRANT SELECT ON public.orders TO ledger_app'],
    after: [
      { object: 'vault.kept', help: expect.stringContaining(`cannot; who can: ${who}.`) },
      { object: 'vault.kept.id' },
    ],
    committed: true,
  })
})

test('what the owner enters as a member of the role is mended before the role is put out', async () => {
  await database.superuser.query('GRANT USAGE ON SCHEMA vault TO ledger_app')
  expect(await reapply(database.owner)).toMatchObject({
    statements: [
      'REVOKE SELECT ON vault.kept FROM ledger_app',
      'REVOKE UPDATE (id) ON vault.kept FROM ledger_app',
    ],
    after: [{ code: 'extra-privilege', object: 'vault' }],
    committed: true,
  })
  await database.superuser.query(
    'ALTER SCHEMA vault OWNER TO ledger_owner; GRANT SELECT ON vault.kept TO ledger_app',
  )
  await database.superuser.query('REVOKE ALL ON SCHEMA vault FROM ledger_owner')
  expect(await reapply(database.owner)).toMatchObject({ after: [], committed: true })
  await database.superuser.query('DROP SCHEMA vault CASCADE')
})

test('a statement that Postgres refuses stays and is named with its answer, and the rest is done', async () => {
  await database.superuser.query(
    `CREATE FUNCTION archive.refuses() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN RAISE insufficient_privilege USING MESSAGE = 'not here'; END$$;
     GRANT DELETE ON customer_trail_events TO ledger_app; REVOKE SELECT ON orders, positions FROM ledger_app;
     CREATE EVENT TRIGGER refuses ON ddl_command_start WHEN TAG IN ('REVOKE') EXECUTE FUNCTION archive.refuses()`,
  )
  expect(await reapply(database.owner)).toMatchObject({
    statements: [
      'GRANT SELECT ON public.orders TO ledger_app',
      'GRANT SELECT ON public.positions TO ledger_app',
    ],
    after: [
      {
        code: 'extra-privilege',
        object: 'public.customer_trail_events',
        repairableBy: { who: 'whoever may: Postgres answers the owner 42501: not here' },
      },
    ],
    committed: true,
  })
  await database.superuser.query('DROP EVENT TRIGGER refuses; DROP FUNCTION archive.refuses()')
  expect(await reapply(database.owner)).toMatchObject({ after: [], committed: true })
})

test('a grant that only warns is a failure, and nothing stays', async () => {
  // The session of a role that holds something on the table, and owns nothing: GRANT warns with 01007.
  await database.superuser.query(
    'REVOKE SELECT ON orders FROM ledger_app; GRANT INSERT ON orders TO reporter WITH GRANT OPTION; GRANT USAGE ON SCHEMA public TO reporter',
  )
  await database.superuser.query('SET SESSION AUTHORIZATION reporter')
  await expect(reapply(database.superuser)).rejects.toThrow(
    /The plan was rolled back: expected `GRANT SELECT ON public.orders TO ledger_app`/,
  )
  await database.superuser.query('RESET SESSION AUTHORIZATION')
  await database.superuser.query(
    'REVOKE INSERT ON orders FROM reporter; REVOKE USAGE ON SCHEMA public FROM reporter',
  )
  expect(await found(database.owner)).toMatchObject([{ code: 'missing-privilege', object: 'public.orders' }])
  await reapply(database.owner)
})

test('two runs at once take turns, and both end at the policy', async () => {
  await database.superuser.query('REVOKE ALL ON orders, positions FROM ledger_app')
  const other = await database.connectAsOwner()
  const outcomes = await Promise.all([reapply(database.owner), reapply(other)])
  expect(outcomes.map(({ after }) => after)).toEqual([[], []])
  expect(outcomes.filter(({ committed }) => committed)).toHaveLength(1)
})

test('while another run holds the lock it gives up in the end and says so', async () => {
  await database.superuser.query(
    'BEGIN; SELECT pg_advisory_xact_lock($1)'.replace('$1', String(0x7072697673)),
  )
  await expect(reapply(database.owner, { lockTimeoutMs: 20 })).rejects.toThrow(
    'Nothing was changed: a lock was not to be had within 20 ms, 5 times (55P03: canceling statement due to lock timeout).',
  )
  await database.superuser.query('ROLLBACK')
  expect(await reapply(database.owner)).toMatchObject({ statements: [], after: [] })
})

test('a role that does not exist is an error of its own', async () => {
  await expect(readPrivileges(database.owner, 'nobody_of_that_name')).rejects.toThrow(RoleNotFoundError)
})

test('the session’s search_path is as it was, and one that hides pg_catalog changes nothing', async () => {
  await database.superuser.query(
    "CREATE SCHEMA evil; CREATE FUNCTION evil.has_table_privilege(oid, oid, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
  )
  await database.superuser.query('REVOKE SELECT ON orders FROM ledger_app')
  await database.superuser.query('SET search_path = evil, pg_catalog, public')
  expect(await found(database.superuser)).toMatchObject([
    { code: 'missing-privilege', object: 'public.orders' },
  ])
  expect((await database.superuser.query('SHOW search_path')).rows).toEqual([
    { search_path: 'evil, pg_catalog, public' },
  ])
  await Promise.all([found(database.superuser), found(database.superuser)])
  expect((await database.superuser.query('SHOW search_path')).rows).toEqual([
    { search_path: 'evil, pg_catalog, public' },
  ])
  await database.superuser.query(
    'RESET search_path; DROP SCHEMA evil CASCADE; GRANT SELECT ON orders TO ledger_app',
  )
})

/** The policy with a letter of the audit trail's name wrong: a rule about nothing, and the default for the table itself. */
const mistyped = {
  ...policy,
  tables: {
    ...policy.tables,
    named: {
      ...without(policy.tables.named, 'public.customer_trail_events'),
      'public.customer_trail_event': [],
    },
  },
}

test('a name that nothing has is found with the nearest there is, and nothing is granted while it stands', async () => {
  const { differences: amiss, plan } = audit(await readPrivileges(database.owner, 'ledger_app'), mistyped)
  expect(amiss).toContainEqual(
    expect.objectContaining({
      code: 'name-without-object',
      object: 'public.customer_trail_event',
      found: 'nothing; the nearest is public.customer_trail_events',
    }),
  )
  expect(plan.statements.join('\n')).toMatch(/GRANT .*UPDATE.* ON public.customer_trail_events/)
  expect(plan.withheld).toContain('public.customer_trail_event, which is not there')
  expect(await carryOut(database.owner, 'ledger_app', mistyped, { dryRun: false })).toMatchObject({
    committed: false,
    statements: [],
  })
})

test('of a relation that is not there the nearest is said', async () => {
  const looked = audit(await readPrivileges(database.owner, 'ledger_app'), policy)
  expect([looked.expected('public.historical_bar'), looked.nearest('public.historical_bar')]).toEqual([
    undefined,
    'nothing; the nearest is public.historic_prices',
  ])
})

test('a name of whatever kind is found with the nearest there is, and told of its quotes', async () => {
  await database.superuser.query(`BEGIN; CREATE TABLE "AuditLog" (); CREATE TABLE "audit-log" ();
    CREATE VIEW recent_orders AS SELECT 1; CREATE SEQUENCE invoice_numbers;
    CREATE FUNCTION purge(integer) RETURNS void LANGUAGE sql AS ''`)
  const read = await readPrivileges(database.superuser, 'ledger_app')
  await database.superuser.query('ROLLBACK')
  const amiss = differences(read, {
    ...policy,
    tables: {
      ...policy.tables,
      named: { 'public.AuditLog': [], 'public.audit-log': [], 'public."orders"': [] },
    },
    views: { ...policy.views, named: { 'public.recent_order': [] } },
    sequences: { ...policy.sequences, named: { 'public.invoice_number': [] } },
    functions: { ...policy.functions, named: { 'public.purge(int)': ['EXECUTE'] } },
    rowLevelSecurity: ['public.Orders'],
    platformRoles: ['ledger_ap'],
  }).filter(({ code }) => code === 'name-without-object')
  const quotes = 'a name has quotes where SQL needs them, and only there'
  expect(Object.fromEntries(amiss.map(({ object, found: said }) => [object, said]))).toEqual({
    'public.AuditLog': `nothing; the nearest is public."AuditLog"; ${quotes}`,
    'public.audit-log': `nothing; the nearest is public."audit-log"; ${quotes}`,
    'public."orders"': `nothing; the nearest is public.orders; ${quotes}`,
    'public.recent_order': 'nothing; the nearest is public.recent_orders',
    'public.invoice_number': 'nothing; the nearest is public.invoice_numbers',
    'public.purge(int)': 'nothing; the nearest is public.purge(integer)',
    'public.Orders': `nothing; the nearest is public.orders; ${quotes}`,
    ledger_ap: 'nothing; the nearest is ledger_app',
  })
})

test('a role under memberships that the server does not have is found with the nearest there is', async () => {
  await database.superuser.query('CREATE ROLE reporting')
  const read = await readPrivileges(database.owner, 'ledger_app')
  await database.superuser.query('DROP ROLE reporting')
  const withMembership = (name: string) => differences(read, { ...policy, memberships: [name] })
  expect(withMembership('reporting')).toEqual([])
  expect(withMembership('reportign')).toMatchObject([
    { code: 'name-without-object', object: 'reportign', found: 'nothing; the nearest is reporting' },
  ])
})

test('a name that may be missing is no finding, and one that may not is', async () => {
  await database.superuser.query('BEGIN; DROP TABLE schema_migrations; DROP TABLE customer_trail_events')
  const amiss = differences(await readPrivileges(database.superuser, 'ledger_app'), policy)
  await database.superuser.query('ROLLBACK')
  expect(amiss.map(({ code, object }) => `${code} ${object}`)).toEqual([
    'name-without-object public.customer_trail_events',
  ])
})

test('a database without a table of the application is found', async () => {
  await database.superuser.query(
    'BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO ledger_app',
  )
  const amiss = differences(await readPrivileges(database.superuser, 'ledger_app'), policy)
  await database.superuser.query('ROLLBACK')
  expect(amiss.map(({ code }) => code)).toContain('no-relations')
})

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key))
}
