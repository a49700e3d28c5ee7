import { describe, expect, test } from 'vitest'
import { startRehearsedDatabase } from '../testing/rehearsed-database.ts'
import type { Variants } from './variants.ts'

/** What a new database has of a variant, read as its owner. */
async function read(sql: string, variants: Partial<Variants> & { profile: 'rds' | 'classic' }) {
  const { database, connect, stop } = await startRehearsedDatabase({ ...variants })
  try {
    await database.createCredential('ledger_app', 'its-password', 'none')
    const owner = await connect(database.owner.user, database.owner.password)
    const { rows } = await owner.query<{ seen: string }>(sql)
    return rows.map(({ seen }) => seen.replaceAll(database.owner.user, 'OWNER'))
  } finally {
    await stop()
  }
}

test.each([
  ['pg_database_owner', 'usage', '{pg_database_owner=UC/pg_database_owner,=U/pg_database_owner}'],
  ['pg_database_owner', 'create', '{pg_database_owner=UC/pg_database_owner,=UC/pg_database_owner}'],
  ['owner', 'none', '{OWNER=UC/OWNER}'],
  ['owner', 'usage', '{OWNER=UC/OWNER,=U/OWNER}'],
  ['owner', 'create', '{OWNER=UC/OWNER,=UC/OWNER}'],
] as const)(
  'public is of %s, and PUBLIC has there: %s',
  async (publicSchemaOwner, publicSchemaGrants, acl) => {
    const seen = await read("SELECT nspacl::text AS seen FROM pg_namespace WHERE nspname = 'public'", {
      profile: 'classic',
      publicSchemaOwner,
      publicSchemaGrants,
    })
    expect(seen).toEqual([acl])
  },
)

describe('citext, hstore and pg_trgm', () => {
  const where = `SELECT concat_ws(' ', extname, extnamespace::regnamespace, pg_get_userbyid(nspowner),
      CASE WHEN has_schema_privilege('ledger_app', extnamespace, 'USAGE') THEN 'entered' END) AS seen
    FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
    WHERE extname IN ('citext', 'hstore', 'pg_trgm') ORDER BY 1`

  test.each([
    ['classic', 'public', 'pg_database_owner'],
    ['classic', 'heroku_ext', 'postgres'],
    ['classic', 'extensions', 'OWNER'],
    ['rds', 'heroku_ext', 'OWNER'],
  ] as const)('on %s are in %s, which %s owns and a credential cannot enter', async (profile, schema, of) => {
    expect(await read(where, { profile, extensionSchema: schema })).toEqual(
      ['citext', 'hstore', 'pg_trgm'].map((name) => `${name} ${schema} ${of}`),
    )
  })
})

test.each([
  ['usage', '{postgres=UC/postgres,OWNER=U/postgres}'],
  ['usage-with-grant-option', '{postgres=UC/postgres,OWNER=U*/postgres}'],
] as const)('heroku_ext of a classic database gives its owner %s', async (herokuExtGrants, acl) => {
  const seen = await read("SELECT nspacl::text AS seen FROM pg_namespace WHERE nspname = 'heroku_ext'", {
    profile: 'classic',
    herokuExtGrants,
  })
  expect(seen).toEqual([acl])
})

test.each([
  ['classic', 'public', 'pg_database_owner'],
  ['classic', 'heroku_ext', 'postgres'],
  ['classic', 'statistics', 'OWNER'],
  ['rds', 'heroku_ext', 'OWNER'],
] as const)(
  'on %s pg_stat_statements is in %s, which %s owns, and is reset by its owner',
  async (profile, schema, of) => {
    const seen = await read(
      `SELECT concat_ws(' ', extnamespace::regnamespace, pg_get_userbyid(nspowner)) AS seen
       FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
       LEFT JOIN ${schema}.pg_stat_statements_reset() ON true WHERE extname = 'pg_stat_statements'`,
      { profile, statisticsSchema: schema },
    )
    expect(seen).toEqual([`${schema} ${of}`])
  },
)
