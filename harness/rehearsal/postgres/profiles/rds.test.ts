import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RehearsedDatabase, startRehearsedDatabase } from '../testing/rehearsed-database.ts'

let rehearsed: RehearsedDatabase
let owner: Client
let credential: Client

beforeAll(async () => {
  rehearsed = await startRehearsedDatabase({ profile: 'rds' })
  const { database } = rehearsed
  await database.createCredential('ledger_app', 'its-password', 'none')
  owner = await rehearsed.connect(database.owner.user, database.owner.password)
  credential = await rehearsed.connect('ledger_app', 'its-password')
})
afterAll(() => rehearsed.stop())

describe('schema _heroku', () => {
  test('is entered by everybody, and owned by a role that is no superuser', async () => {
    const { rows } = await owner.query(
      `SELECT nspacl::text AS acl, rolname, rolsuper FROM pg_namespace JOIN pg_roles r ON r.oid = nspowner
       WHERE nspname = '_heroku'`,
    )
    expect(rows).toEqual([
      { acl: '{heroku_admin=UC/heroku_admin,=U/heroku_admin}', rolname: 'heroku_admin', rolsuper: false },
    ])
  })

  test('holds these functions, and some of them are for everybody', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `SELECT concat_ws(' ', proname, pg_get_userbyid(proowner), CASE WHEN prosecdef THEN 'definer' END,
                CASE WHEN has_function_privilege('ledger_app', oid, 'EXECUTE') THEN 'public' END) AS name
       FROM pg_proc WHERE pronamespace = '_heroku'::regnamespace ORDER BY proname`,
    )
    expect(rows.map(({ name }) => name)).toEqual([
      'create_ext heroku_admin definer',
      'drop_ext heroku_admin',
      'extension_before_drop heroku_admin',
      'extension_before_run heroku_admin',
      'grant_function_execute_for_extension heroku_admin definer',
      'grant_table_if_exists heroku_admin definer',
      'pg_stat_statements_reset heroku_admin definer public',
      'postgis_after_create heroku_admin definer',
      'sanitize_search_path heroku_admin public',
      'validate_extension heroku_admin',
      'validate_extension_query heroku_admin public',
      'validate_pg_temp_clean heroku_admin public',
      'validate_search_path heroku_admin public',
    ])
  })

  test('has event triggers on every DDL, and they let an owner create and drop an extension', async () => {
    const { rows } = await owner.query(
      'SELECT evtname, evtevent, evtenabled, pg_get_userbyid(evtowner) AS owner FROM pg_event_trigger ORDER BY 1',
    )
    const trigger = (evtname: string, evtevent: string) => ({
      evtname,
      evtevent,
      evtenabled: 'O',
      owner: 'heroku_admin',
    })
    expect(rows).toEqual([
      trigger('00_validate_before_start', 'ddl_command_start'),
      trigger('00_validate_extension_after', 'ddl_command_end'),
      trigger('01_configure_extension_after', 'ddl_command_end'),
      trigger('01_configure_extension_drop', 'sql_drop'),
      trigger('01_extension_before_drop', 'ddl_command_start'),
    ])
    await owner.query('CREATE EXTENSION citext; DROP EXTENSION citext')
  })

  test.each([
    ['CREATE EXTENSION citext WITH SCHEMA _heroku', 'Schema _heroku takes no extension.'],
    ['DROP EXTENSION plpgsql', 'The extension plpgsql cannot be dropped.'],
    ["CREATE EXTENSION citext VERSION 'unpackaged'", 'An extension cannot be created from "unpackaged".'],
  ])('refuses the owner %s', async (sql, message) => {
    await expect(owner.query(sql)).rejects.toThrow(message)
  })

  test('refuses an extension in a session with temporary objects', async () => {
    const { user, password } = rehearsed.database.owner
    const session = await rehearsed.connect(user, password)
    await session.query('CREATE TEMP TABLE mine (id int)')
    await expect(session.query('CREATE EXTENSION citext')).rejects.toThrow(/temporary objects/)
  })

  test("is nobody's to change", async () => {
    // Postgres warns and does nothing.
    await owner.query('REVOKE EXECUTE ON FUNCTION _heroku.validate_search_path() FROM PUBLIC')
    await credential.query('SELECT _heroku.validate_search_path()')
    await expect(owner.query('DROP EVENT TRIGGER "00_validate_before_start"')).rejects.toMatchObject({
      code: '42501',
    })
  })

  test('lets any credential reset the statistics', async () => {
    const { rows } = await credential.query('SELECT _heroku.pg_stat_statements_reset() IS NOT NULL AS reset')
    expect(rows).toEqual([{ reset: true }])
  })
})

test("the platform's roles are rdsadmin, heroku_admin and those of RDS, and the owner is in none of them", async () => {
  const { rows } = await owner.query<{ role: string }>(
    `SELECT concat_ws(' ', rolname, CASE WHEN rolsuper THEN 'superuser' END,
              CASE WHEN pg_has_role($1, oid, 'MEMBER') THEN 'with the owner' END) AS role
     FROM pg_roles WHERE rolname !~ '^pg_' AND rolname NOT IN ($1, 'ledger_app') ORDER BY rolname`,
    [rehearsed.database.owner.user],
  )
  expect(rows.map(({ role }) => role)).toEqual([
    'heroku_admin',
    'rds_password',
    'rds_superuser',
    'rdsadmin superuser',
  ])
})

test('the owner sets no password', async () => {
  await expect(owner.query("CREATE ROLE other LOGIN PASSWORD 'x'")).rejects.toMatchObject({
    code: '42501',
    message: 'must be a member of rds_password to alter passwords',
  })
})

test('the search_path is that of a stock Postgres', async () => {
  expect((await credential.query('SHOW search_path')).rows).toEqual([{ search_path: '"$user", public' }])
})
