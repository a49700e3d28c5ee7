import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RehearsedDatabase, startRehearsedDatabase } from '../testing/rehearsed-database.ts'
import { profileNames } from './profile.ts'
import { profileNamed } from './profiles.ts'

describe.each(profileNames)('on %s', (profile) => {
  const platform = profileNamed(profile).superuser
  let rehearsed: RehearsedDatabase
  let owner: Client
  let credential: Client
  beforeAll(async () => {
    rehearsed = await startRehearsedDatabase({ profile })
    const { database } = rehearsed
    await database.createCredential('ledger_app', 'its-password', 'none')
    await database.createRotatingUser('ledger_app-rotating', 'another-password', 'ledger_app')
    owner = await rehearsed.connect(database.owner.user, database.owner.password)
    credential = await rehearsed.connect('ledger_app', 'its-password')
  })
  afterAll(() => rehearsed.stop())

  test('the owner is a member of every credential, a rotating one too, with ADMIN, INHERIT and SET', async () => {
    const { rows } = await owner.query(
      `SELECT roleid::regrole::text AS role, admin_option, pg_get_userbyid(grantor) AS grantor,
              pg_has_role(member, roleid, 'USAGE') AS inherits, pg_has_role(member, roleid, 'MEMBER') AS member
       FROM pg_auth_members WHERE member = to_regrole($1) AND roleid::regrole::text ~ 'ledger' ORDER BY 1`,
      [rehearsed.database.owner.user],
    )
    const membership = { admin_option: true, grantor: platform, inherits: true, member: true }
    expect(rows).toEqual([
      { role: '"ledger_app-rotating"', ...membership },
      { role: 'ledger_app', ...membership },
    ])
    await owner.query('SET ROLE ledger_app; RESET ROLE')
  })

  test('the credential is a member of nothing', async () => {
    const { rows } = await owner.query(
      "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = 'ledger_app'::regrole",
    )
    expect(rows).toEqual([])
  })

  test("the owner hands a table to the credential and sets its default privileges, as a credential's member may", async () => {
    const handing = owner.query(
      `BEGIN;
       CREATE TABLE handed_over (id int);
       GRANT CREATE ON SCHEMA public TO ledger_app;
       ALTER TABLE handed_over OWNER TO ledger_app;
       ALTER DEFAULT PRIVILEGES FOR ROLE ledger_app GRANT SELECT ON TABLES TO PUBLIC;
       ROLLBACK`,
    )
    await expect(handing).resolves.toBeDefined()
  })

  test('pg_stat_statements is preloaded, in public, and the platform owns it', async () => {
    const { rows } = await owner.query(
      `SELECT current_setting('shared_preload_libraries') AS preloaded, extnamespace::regnamespace::text AS schema,
              pg_get_userbyid(extowner) AS owner
       FROM pg_extension WHERE extname = 'pg_stat_statements'`,
    )
    expect(rows).toEqual([{ preloaded: 'pg_stat_statements', schema: 'public', owner: platform }])
  })

  test('its views are for everybody who may enter public, and the owner cannot take them back', async () => {
    const { rows } = await owner.query(
      `SELECT relname, pg_get_userbyid(relowner) AS owner, has_table_privilege('ledger_app', oid, 'SELECT') AS public
       FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' ORDER BY 1`,
    )
    expect(rows).toEqual([
      { relname: 'pg_stat_statements', owner: platform, public: true },
      { relname: 'pg_stat_statements_info', owner: platform, public: true },
    ])
    // Postgres warns and does nothing: the grant is not the owner's.
    await owner.query('REVOKE SELECT ON pg_stat_statements FROM PUBLIC')
    const after = await owner.query(
      "SELECT has_table_privilege('ledger_app', 'pg_stat_statements', 'SELECT') AS still",
    )
    expect(after.rows).toEqual([{ still: true }])
  })

  test('the owner resets the statistics, and the credential does not by that function', async () => {
    const reset = `SELECT has_function_privilege($1, oid, 'EXECUTE') AS may FROM pg_proc
                   WHERE proname = 'pg_stat_statements_reset' AND pronamespace = 'public'::regnamespace`
    expect((await owner.query(reset, [rehearsed.database.owner.user])).rows).toEqual([{ may: true }])
    expect((await owner.query(reset, ['ledger_app'])).rows).toEqual([{ may: false }])
  })

  test('the database is closed to PUBLIC, and each credential may connect', async () => {
    const { rows } = await owner.query(
      `SELECT coalesce(nullif(grantee, 0)::regrole::text, 'PUBLIC') AS grantee, string_agg(privilege_type, ',' ORDER BY privilege_type) AS may
       FROM pg_database, aclexplode(datacl) WHERE datname = current_database() GROUP BY grantee ORDER BY 2, grantee`,
    )
    expect(rows).toEqual([
      { grantee: '"ledger_app-rotating"', may: 'CONNECT' },
      { grantee: 'ledger_app', may: 'CONNECT' },
      { grantee: rehearsed.database.owner.user, may: 'CONNECT,CREATE,TEMPORARY' },
    ])
  })

  test('Heroku made no default privileges, and public is closed to PUBLIC', async () => {
    const { rows } = await credential.query(
      `SELECT (SELECT count(*)::int FROM pg_default_acl) AS defaults, nspacl::text AS acl, pg_get_userbyid(nspowner) AS owner
       FROM pg_namespace WHERE nspname = 'public'`,
    )
    expect(rows).toEqual([
      { defaults: 0, acl: '{pg_database_owner=UC/pg_database_owner}', owner: 'pg_database_owner' },
    ])
  })
})
