import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadDump } from '../../../fixtures/dumps/load-dump.ts'
import { startRehearsedDatabase } from '../../rehearsal/postgres/testing/rehearsed-database.ts'
import { differences } from '../findings/difference.ts'
import { policy } from '../provisioned-database.fixture.ts'
import { readPrivileges } from '../snapshot/read-privileges.ts'
import { carryOut } from './carry-out.ts'

/** For tables that nobody has named. */
const plain = {
  ...policy,
  tables: { ...policy.tables, named: {} },
  views: { ...policy.views, named: {} },
}

/** `left` is not the owner's to mend: a restored `_heroku` is not the platform's, and its schema is the platform's to open. */
const cases = [
  { profile: 'rds', dump: 'essential', left: [], opened: '' },
  {
    profile: 'classic',
    dump: 'essential',
    left: ['platform-object-changed _heroku', 'platform-object-changed _heroku.validate_extension()'],
    opened: '',
  },
  { profile: 'rds', dump: 'standard', left: [], opened: '' },
  {
    profile: 'classic',
    dump: 'standard',
    left: ['missing-schema-usage heroku_ext'],
    opened: 'GRANT USAGE ON SCHEMA heroku_ext TO ledger_app',
  },
] as const

describe.each(cases)('on $profile, with the dump of a database of kind $dump', (tried) => {
  let rehearsed: Awaited<ReturnType<typeof startRehearsedDatabase>>
  let owner: Client

  beforeAll(async () => {
    rehearsed = await startRehearsedDatabase({ profile: tried.profile })
    const { database, connect } = rehearsed
    await database.createCredential('ledger_app', 'app-secret', 'none')
    owner = await connect(database.owner.user, database.owner.password)
    await loadDump(owner, tried.dump)
  })

  afterAll(() => rehearsed.stop())

  const found = async () =>
    differences(await readPrivileges(owner, 'ledger_app'), plain).map(
      ({ code, object }) => `${code} ${object}`,
    )

  test('the plan brings a new role to the policy, but for what is not the owner’s to mend', async () => {
    expect((await found()).length).toBeGreaterThan(tried.left.length)
    expect(await carryOut(owner, 'ledger_app', plain, { dryRun: false })).toMatchObject({ committed: true })
    expect(await found()).toEqual(tried.left)
  })

  test('what the platform then opens is no more missing', async () => {
    const { database, connectDirectly } = rehearsed
    const { user, password } = database.server.superuser
    const superuser = await connectDirectly(user, password)
    await superuser.query(tried.opened)
    expect(await found()).toEqual(tried.opened === '' ? tried.left : [])
  })
})
