import type { DatabaseError } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { policy, provisionedDatabaseForTests } from '../provisioned-database.fixture.ts'
import { readPrivileges } from '../snapshot/read-privileges.ts'
import { differences } from './difference.ts'

// What a finding says is a claim: each is tried as the role or the owner beside it.

const database = provisionedDatabaseForTests()
beforeEach(() => database.superuser.query('BEGIN'))
afterEach(() => database.superuser.query('ROLLBACK'))

const found = async () => differences(await readPrivileges(database.superuser, 'ledger_app'), policy)
/** What Postgres answers, as another role, within the transaction of the test. */
async function tried(role: string, sql: string): Promise<string> {
  await database.superuser.query(`SAVEPOINT tried; SET SESSION AUTHORIZATION ${role}`)
  const answer = await database.superuser.query(sql).then(
    () => 'done',
    (error: Error) => error.message,
  )
  await database.superuser.query('ROLLBACK TO SAVEPOINT tried')
  return answer
}

test('the owner can grant EXECUTE that a permitted verb needs, and is said to', async () => {
  await database.superuser.query(
    `SET ROLE ledger_owner; CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'; REVOKE EXECUTE ON FUNCTION counted FROM PUBLIC;
     ALTER TABLE positions ADD counted bigint DEFAULT counted(); RESET ROLE`,
  )
  const [finding, ...more] = await found()
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    code: 'function-privilege',
    repairableBy: 'owner',
    help: 'Bring EXECUTE on the function to the policy: the database owner can.',
  })
  expect(await tried('ledger_owner', finding?.fix ?? '')).toBe('done')
})

test('the owner cannot grant on a function of another, who is named', async () => {
  await database.superuser.query(
    `CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'; ALTER FUNCTION counted OWNER TO reporter; GRANT USAGE ON SCHEMA public TO reporter; REVOKE EXECUTE ON FUNCTION counted FROM PUBLIC;
     ALTER TABLE positions ADD counted bigint DEFAULT counted()`,
  )
  const [finding] = await found()
  expect(finding).toMatchObject({
    help: "Bring EXECUTE on the function to the policy: the database owner's GRANT and REVOKE cannot; who can: reporter, who owns it.",
  })
  expect(await tried('ledger_owner', finding?.fix ?? '')).toBe('permission denied for function counted')
  expect(await tried('reporter', finding?.fix ?? '')).toBe('done')
})

test('of a membership it is said whether the role can SET ROLE by it', async () => {
  await database.superuser.query('GRANT bridge TO ledger_app')
  expect(await found()).toMatchObject([
    { code: 'membership', found: 'member of bridge, inheriting its rights, able to SET ROLE to it' },
  ])
  expect(await tried('ledger_app', 'SET ROLE bridge')).toBe('done')
})

test('a membership WITH SET FALSE, from 16 on, is none by which it can', async () => {
  await database.superuser.query('SAVEPOINT before')
  const answer = await database.superuser
    .query('GRANT bridge TO ledger_app WITH SET FALSE, INHERIT FALSE')
    .then(() => 'granted')
    .catch(async ({ code }: DatabaseError) => {
      await database.superuser.query('ROLLBACK TO SAVEPOINT before')
      return code
    })
  const said = (await found()).map((finding) => finding.found)
  expect([answer, said]).toEqual(
    database.serverVersionNum < 160000
      ? ['42601', []]
      : ['granted', ['member of bridge, without inheriting its rights, not able to SET ROLE to it']],
  )
  expect(await tried('ledger_app', 'SET ROLE bridge')).toBe('permission denied to set role "bridge"')
})

test('the loss of INHERIT is said to be one of rights, and not a way past the policy', async () => {
  await database.superuser.query('ALTER ROLE ledger_app NOINHERIT')
  const [finding, ...more] = await found()
  expect(more).toEqual([])
  expect(finding).toMatchObject({ code: 'role-attribute', expected: 'INHERIT', found: 'NOINHERIT' })
  expect(finding?.fix).toBe('ALTER ROLE ledger_app INHERIT')
  expect(`${finding?.consequence} ${finding?.help}`).not.toMatch(/bypass|past the policy/i)
})

test('row-level security is mended by a policy or by its key in the configuration, not by switching it off', async () => {
  await database.superuser.query('ALTER TABLE orders ENABLE ROW LEVEL SECURITY')
  const [finding] = await found()
  expect(finding?.help).toContain(
    'ledger_owner, who owns it, with CREATE POLICY; or, where some rows are meant to be hidden, whoever keeps runbook.config.ts, by naming public.orders under `rowLevelSecurity`',
  )
  expect(finding?.help).not.toContain('DISABLE')
  expect(await tried('ledger_owner', 'CREATE POLICY all_of_them ON public.orders USING (true)')).toBe('done')
  await database.superuser.query('CREATE POLICY all_of_them ON public.orders USING (true)')
  expect(await found()).toEqual([])
})
