import { describe, expect, test } from 'vitest'
import { differences } from './findings/difference.ts'
import { carryOut } from './plan/carry-out.ts'
import { policy, provisionedDatabaseForTests } from './provisioned-database.fixture.ts'
import { readPrivileges } from './snapshot/read-privileges.ts'

/** Extensions as apps use them: a type in a column, operators of an index, a type with operators of its own. */
const inUse = (schema: string) => `
  ALTER TABLE customers ADD nick ${schema}.citext;
  ALTER TABLE customers ADD labels ${schema}.hstore;
  CREATE INDEX ON strategies USING gin (name ${schema}.gin_trgm_ops)`
const asTheRole = (schema: string) => `
  SET search_path = public, ${schema};
  INSERT INTO customers (email, nick, labels) VALUES ('x@example.com', 'Ann', 'a=>1');
  UPDATE customers SET labels = labels || 'b=>2' WHERE nick = 'ANN' AND labels -> 'a' = '1';
  SELECT similarity(name, 'momentum') FROM strategies WHERE name % 'momentum'`

describe.each(['rds', 'classic'] as const)('on %s', (profile) => {
  const database = provisionedDatabaseForTests({ profile })

  test.each(['public', 'heroku_ext', 'own_schema'])(
    'with extensions in %s a provisioned app is in order',
    async (schema) => {
      await database.superuser.query(
        `CREATE SCHEMA IF NOT EXISTS ${schema}; GRANT USAGE ON SCHEMA ${schema} TO ledger_owner WITH GRANT OPTION`,
      )
      for (const extension of ['citext', 'hstore', 'pg_trgm'])
        await database.superuser.query(`CREATE EXTENSION ${extension} SCHEMA ${schema}`)
      await database.owner.query(inUse(schema))

      const { after } = await carryOut(database.owner, 'ledger_app', policy, { dryRun: false })
      expect(after).toEqual([])
      expect(differences(await readPrivileges(database.owner, 'ledger_app'), policy)).toEqual([])

      await database.app.query('BEGIN')
      await expect(database.app.query(asTheRole(schema))).resolves.toBeDefined()
      await database.app.query('ROLLBACK')
      await database.superuser.query('DROP EXTENSION citext, hstore, pg_trgm CASCADE')
      expect(await carryOut(database.owner, 'ledger_app', policy, { dryRun: false })).toMatchObject({
        after: [],
      })
    },
  )

  test("USAGE on the platform's schema is not the owner's to give without the grant option, and who can is said", async () => {
    await database.superuser.query('CREATE SCHEMA platform_ext; CREATE EXTENSION citext SCHEMA platform_ext')
    await database.superuser.query('GRANT USAGE ON SCHEMA platform_ext TO ledger_owner')
    await database.owner.query('ALTER TABLE customers ADD nick platform_ext.citext')
    const { statements, after } = await carryOut(database.owner, 'ledger_app', policy, { dryRun: false })
    expect([statements, after]).toMatchObject([
      [],
      [
        {
          code: 'missing-schema-usage',
          object: 'platform_ext',
          fix: 'GRANT USAGE ON SCHEMA platform_ext TO ledger_app',
          repairableBy: { who: expect.stringMatching(/^(postgres|rdsadmin), who owns it$/) },
        },
      ],
    ])
    await database.superuser.query('DROP SCHEMA platform_ext CASCADE')
  })
})

describe.each([
  ['rds', 'heroku_ext'],
  ['classic', 'heroku_ext'],
  ['classic', 'statistics'],
] as const)('on %s with pg_stat_statements in %s', (profile, statisticsSchema) => {
  const database = provisionedDatabaseForTests({ profile, statisticsSchema })

  test('a provisioned app is in order', async () => {
    expect(differences(await readPrivileges(database.app, 'ledger_app'), policy)).toEqual([])
  })
})

describe('where the owner has the grant option on heroku_ext', () => {
  const database = provisionedDatabaseForTests({
    profile: 'classic',
    extensionSchema: 'heroku_ext',
    herokuExtGrants: 'usage-with-grant-option',
  })

  test('it gives the role what the app needs there', async () => {
    await database.owner.query(inUse('heroku_ext'))
    const { statements, after } = await carryOut(database.owner, 'ledger_app', policy, { dryRun: false })
    expect([statements, after]).toEqual([['GRANT USAGE ON SCHEMA heroku_ext TO ledger_app'], []])
    await database.app.query('BEGIN')
    await expect(database.app.query(asTheRole('heroku_ext'))).resolves.toBeDefined()
  })
})
