import { expect, test } from 'vitest'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { connectByRelay } from '../../postgres/frozen-server.fixture.ts'
import { policy, provisionedDatabaseForTests } from '../provisioned-database.fixture.ts'
import { readPrivileges } from '../snapshot/read-privileges.ts'
import { probeBehaviour, probeCoverage, probedAtMost } from './behaviour.ts'

const database = provisionedDatabaseForTests()

const snapshot = () => readPrivileges(database.owner, 'ledger_app')

test('on a provisioned database the role is let do what the catalogue says, and nothing is changed', async () => {
  const rowsAndCounters = async () =>
    (
      await database.superuser.query(
        `SELECT (SELECT count(*) FROM orders) AS orders, (SELECT count(*) FROM customer_trail_events) AS events,
                (SELECT last_value FROM orders_id_seq) AS counter`,
      )
    ).rows
  const before = await rowsAndCounters()
  expect(await probeBehaviour(database.app, await snapshot(), policy)).toEqual([])
  expect(await rowsAndCounters()).toEqual(before)
})

test('allowed and forbidden are both tried: a grant the catalogue was read before, and a revoke', async () => {
  const earlier = await snapshot()
  await database.superuser.query(
    'GRANT UPDATE ON alembic_version TO ledger_app; REVOKE SELECT ON orders FROM ledger_app',
  )
  const findings = await probeBehaviour(database.app, earlier, policy)
  await database.superuser.query(
    'REVOKE UPDATE ON alembic_version FROM ledger_app; GRANT SELECT ON orders TO ledger_app',
  )
  expect(findings).toMatchObject([
    {
      code: 'catalogue-and-behaviour-disagree',
      object: 'public.orders',
      expected: 'SELECT possible, as the catalogue says (the policy allows it)',
      found: 'Postgres answers 42501: permission denied for table orders',
    },
    {
      code: 'catalogue-and-behaviour-disagree',
      object: 'public.alembic_version',
      found: 'Postgres plans it for the role',
    },
  ])
})

test('a view whose owner has nothing on what is under it is a disagreement', async () => {
  await database.superuser.query('ALTER VIEW instrument_exposure OWNER TO reporter')
  const findings = await probeBehaviour(database.app, await snapshot(), policy)
  await database.superuser.query('ALTER VIEW instrument_exposure OWNER TO ledger_owner')
  expect(findings).toMatchObject([
    { object: 'public.instrument_exposure', found: expect.stringContaining('42501') },
  ])
})

test('a view that runs as its caller answers as what is under it does', async () => {
  await database.owner.query(
    `CREATE VIEW migration_state WITH (security_invoker) AS SELECT * FROM alembic_version;
     CREATE TABLE archive.kept (id int, said text); GRANT SELECT (id) ON archive.kept TO ledger_app;
     CREATE VIEW kept_ids WITH (security_invoker) AS SELECT id FROM archive.kept;
     CREATE VIEW kept_words WITH (security_invoker) AS SELECT said FROM archive.kept; GRANT SELECT ON kept_ids, kept_words TO ledger_app;
     CREATE VIEW stated AS SELECT * FROM migration_state; CREATE VIEW placed WITH (security_invoker) AS SELECT * FROM orders;
     GRANT SELECT ON migration_state, stated, placed TO ledger_app`,
  )
  const findings = await probeBehaviour(database.app, await snapshot(), policy)
  await database.owner.query(
    'DROP VIEW stated, migration_state, placed, kept_ids, kept_words; DROP TABLE archive.kept',
  )
  expect(findings).toEqual([])
})

test('a relation that cannot be looked at is not taken for one that is fine', async () => {
  await database.superuser.query('BEGIN; LOCK TABLE positions IN ACCESS EXCLUSIVE MODE')
  const looked = probeBehaviour(database.app, await snapshot(), policy)
  await expect(looked).rejects.toThrow(CouldNotLook)
  await expect(looked).rejects.toThrow(
    'public.positions, public.instrument_exposure could not be tried as ledger_app: Postgres answers 55P03: canceling statement due to lock timeout.',
  )
  await database.superuser.query('ROLLBACK')
})

test.for(['', 'BEGIN READ ONLY', 'DO $probe$'])(
  'a server that is frozen is given up within the time set for it, and is no disagreement: %s',
  async (from) => {
    const read = await snapshot()
    const frozen = await connectByRelay(database.app, 'app-secret')
    frozen.freeze(from)
    const startedAt = performance.now()
    const looked = probeBehaviour(frozen.client, read, policy, { timeoutMs: 500 })
    await expect(looked).rejects.toThrow(CouldNotLook)
    await expect(looked).rejects.toThrow(
      'What Postgres lets ledger_app do could not be read: Query read timeout',
    )
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    await frozen.stop()
  },
)

test('a session that is ended while it is tried is no disagreement', async () => {
  const read = await snapshot()
  const frozen = await connectByRelay(database.app, 'app-secret')
  const { rows } = await frozen.client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  await database.superuser.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
  await expect(probeBehaviour(frozen.client, read, policy)).rejects.toThrow(CouldNotLook)
  await frozen.stop()
})

test('without USAGE on the schema nothing is possible, and the layers agree on it', async () => {
  await database.superuser.query('REVOKE USAGE ON SCHEMA public FROM ledger_app')
  const findings = await probeBehaviour(database.app, await snapshot(), policy)
  await database.superuser.query('GRANT USAGE ON SCHEMA public TO ledger_app')
  expect(findings).toEqual([])
})

test('a session of another role is refused', async () => {
  await expect(probeBehaviour(database.owner, await snapshot(), policy)).rejects.toThrow(
    'The behaviour of ledger_app cannot be tried: expected a session of ledger_app, found one of ledger_owner.',
  )
})

test('of many relations those the policy names are tried and a sample of the rest, and how many are not is said', async () => {
  const real = await snapshot()
  const table = real.relations.find((relation) => relation.name === 'public.orders')
  const many = Array.from({ length: 5000 }, (_, i) =>
    table ? [{ ...table, name: `public.t${i}` }] : [],
  ).flat()
  const coverage = probeCoverage({ ...real, relations: [...many, ...real.relations] }, policy)
  expect(coverage.probed.length).toBe(probedAtMost)
  expect(new Set(coverage.probed.map(({ name }) => name)).size).toBe(probedAtMost)
  expect(coverage.probed.map(({ name }) => name)).toContain('public.customer_trail_events')
  expect(coverage.notProbed).toBeGreaterThan(3000)
})
