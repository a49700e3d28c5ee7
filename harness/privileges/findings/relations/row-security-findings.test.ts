import { afterAll, expect, test } from 'vitest'
import { policy, startProvisionedDatabase } from '../../provisioned-database.fixture.ts'
import { readPrivileges } from '../../snapshot/read-privileges.ts'
import { differences } from '../difference.ts'

const database = await startProvisionedDatabase()
const { superuser } = database
afterAll(() => database.stop())

const declared = { ...policy, rowLevelSecurity: ['public.orders'] }
const found = async () => differences(await readPrivileges(superuser, 'raptor_app'), declared)

test('a declared table may hide some rows, and not all of them', async () => {
  await superuser.query(
    'ALTER TABLE orders ENABLE ROW LEVEL SECURITY; CREATE POLICY small ON orders USING (quantity < 100)',
  )
  expect(await found()).toEqual([])
  await superuser.query('CREATE POLICY never ON orders AS RESTRICTIVE FOR DELETE USING (false)')
  expect(await found()).toMatchObject([
    {
      code: 'row-level-security',
      object: 'public.orders',
      found: 'row-level security is on: no row for DELETE',
    },
  ])
  await superuser.query('DROP POLICY never ON orders; ALTER POLICY small ON orders TO reporter')
  expect(await found()).toMatchObject([
    { found: 'row-level security is on: no row for SELECT, INSERT, UPDATE, DELETE' },
  ])
})
