import { expect, test } from 'vitest'
import { policy, provisionedDatabaseForTests } from '../../provisioned-database.fixture.ts'
import { readPrivileges } from '../../snapshot/read-privileges.ts'
import { differences } from '../difference.ts'

const database = provisionedDatabaseForTests()

const declared = { ...policy, rowLevelSecurity: ['public.orders'] }
const found = async () => differences(await readPrivileges(database.superuser, 'ledger_app'), declared)

test('a declared table may hide some rows, and not all of them', async () => {
  await database.superuser.query(
    'ALTER TABLE orders ENABLE ROW LEVEL SECURITY; CREATE POLICY small ON orders USING (quantity < 100)',
  )
  expect(await found()).toEqual([])
  await database.superuser.query('CREATE POLICY never ON orders AS RESTRICTIVE FOR DELETE USING (false)')
  expect(await found()).toMatchObject([
    {
      code: 'row-level-security',
      object: 'public.orders',
      found: 'row-level security is on: no row for DELETE',
    },
  ])
  await database.superuser.query('DROP POLICY never ON orders; ALTER POLICY small ON orders TO reporter')
  expect(await found()).toMatchObject([
    { found: 'row-level security is on: no row for SELECT, INSERT, UPDATE, DELETE' },
  ])
})
