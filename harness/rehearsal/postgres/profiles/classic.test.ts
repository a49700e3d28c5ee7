import type { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RehearsedDatabase, startRehearsedDatabase } from '../testing/rehearsed-database.ts'

let rehearsed: RehearsedDatabase
let owner: Client
let credential: Client

beforeAll(async () => {
  rehearsed = await startRehearsedDatabase({ profile: 'classic' })
  const { database } = rehearsed
  await database.createCredential('ledger_app', 'its-password', 'none')
  owner = await rehearsed.connect(database.owner.user, database.owner.password)
  credential = await rehearsed.connect('ledger_app', 'its-password')
})
afterAll(() => rehearsed.stop())

test('there is no role of RDS, no schema _heroku and no event trigger', async () => {
  const { rows } = await owner.query(
    `SELECT (SELECT count(*)::int FROM pg_roles WHERE rolname ~ '^rds|^heroku') AS roles,
            to_regnamespace('_heroku') AS schema, (SELECT count(*)::int FROM pg_event_trigger) AS triggers`,
  )
  expect(rows).toEqual([{ roles: 0, schema: null, triggers: 0 }])
})

test("schema heroku_ext is the platform's, and the owner may use it", async () => {
  const { rows } = await owner.query(
    `SELECT pg_get_userbyid(nspowner) AS owner, nspacl::text AS acl FROM pg_namespace WHERE nspname = 'heroku_ext'`,
  )
  const { user } = rehearsed.database.owner
  expect(rows).toEqual([{ owner: 'postgres', acl: `{postgres=UC/postgres,${user}=U/postgres}` }])
})

test('the search_path is set on the database, for the owner and the credential alike', async () => {
  const expected = [{ search_path: '"$user", public, heroku_ext' }]
  expect((await owner.query('SHOW search_path')).rows).toEqual(expected)
  expect((await credential.query('SHOW search_path')).rows).toEqual(expected)
})

test('the owner sets no password, and hears it in other words than on RDS', async () => {
  await expect(owner.query("CREATE ROLE other LOGIN PASSWORD 'x'")).rejects.toMatchObject({
    code: '42501',
    message: 'permission denied to create role',
  })
  await expect(owner.query("ALTER ROLE ledger_app PASSWORD 'x'")).rejects.toMatchObject({ code: '42501' })
})

test('the owner cannot set anything for a credential, which can for itself', async () => {
  await expect(owner.query("ALTER ROLE ledger_app SET statement_timeout = '1s'")).rejects.toMatchObject({
    code: '42501',
  })
  await credential.query(
    "ALTER ROLE ledger_app SET statement_timeout = '1s'; ALTER ROLE ledger_app RESET ALL",
  )
})
