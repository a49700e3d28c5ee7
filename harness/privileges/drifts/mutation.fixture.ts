import type { Client } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ProfileName } from '../../rehearsal/postgres/profiles/profile.ts'
import { audit } from '../audit.ts'
import { judged } from '../findings/difference.ts'
import { findingCodes } from '../findings/finding-codes.ts'
import { carryOut } from '../plan/carry-out.ts'
import { policy, provisionedDatabaseForTests } from '../provisioned-database.fixture.ts'
import { keepPlans, readPrivileges } from '../snapshot/read-privileges.ts'
import { allDrifts, allHarmlessChanges, type Drift } from './drifts.fixture.ts'

/**
 * Drifts and harmless changes, one by one, on a database provisioned as on `profile`: each is planted, looked
 * for, mended where the owner can, and undone.
 */
export function mutationTests(profile: ProfileName): void {
  const database = provisionedDatabaseForTests({ profile })
  // Each looks hundreds of times.
  beforeAll(() => [database.superuser, database.owner, database.app].forEach(keepPlans))

  const drifts = allDrifts()
  const mendable = ({ undo }: Drift): boolean => undo === undefined
  const notMendable = ({ undo }: Drift): boolean => undo !== undefined
  const found = async (client: Client) => {
    const { differences, unread } = judged(await readPrivileges(client, 'ledger_app'), policy)
    return [...differences, ...unread]
  }

  /**
   * Tries a change on a server that knows it. What a later major version brought is refused by this one (42601
   * syntax_error, 22023 invalid_parameter_value), and so nothing it could be in. Every version has the same tests that way:
   * none is left out without a word.
   */
  const whereKnown =
    <Change extends { readonly sql: string; readonly since: number }>(
      tryOut: (change: Change) => Promise<void>,
    ): ((change: Change) => Promise<void>) =>
    async (change) => {
      if (change.since * 10_000 <= database.serverVersionNum) return tryOut(change)
      await expect(database.superuser.query(change.sql)).rejects.toMatchObject({
        code: expect.stringMatching(/^(42601|22023)$/),
      })
    }

  /** Runs the work after the change and takes both back. */
  async function after<T>(change: string, work: () => Promise<T>): Promise<T> {
    await database.superuser.query('BEGIN')
    try {
      await database.superuser.query(change)
      return await work()
    } finally {
      await database.superuser.query('ROLLBACK')
    }
  }

  /** Whatever a GRANT or REVOKE writes: the version of every row that can hold an ACL. */
  async function versionsOfAcls(): Promise<string> {
    const { rows } = await database.superuser.query<{ versions: string }>(
      `SELECT md5(string_agg(v, ',' ORDER BY v)) AS versions FROM (
         SELECT 'c' || oid || xmin AS v FROM pg_class UNION ALL SELECT 'n' || oid || xmin FROM pg_namespace
         UNION ALL SELECT 'd' || oid || xmin FROM pg_database UNION ALL SELECT 'p' || oid || xmin FROM pg_proc
         UNION ALL SELECT 'a' || oid || xmin FROM pg_default_acl) versions`,
    )
    return rows[0]?.versions ?? ''
  }

  test('the database as provisioned differs in nothing, whoever looks', async () => {
    expect(await found(database.superuser)).toEqual([])
    expect(await found(database.owner)).toEqual([])
    expect(await found(database.app)).toEqual([])
  })

  test('there are drifts of every kind, and of every code that comes from the catalogue', () => {
    expect(new Set(drifts.map((drift) => drift.fact)).size).toBe(21)
    expect(drifts.length).toBeGreaterThanOrEqual(190)
    const missing = Object.keys(findingCodes).filter((code) => !drifts.some((drift) => drift.code === code))
    // The policy alone, and what the role is let do.
    expect(missing).toEqual(['contradicting-names', 'unclassified-table', 'catalogue-and-behaviour-disagree'])
  })

  describe('a drift is found, by the superuser, the owner and the role alike', () => {
    test.for(drifts)(
      '$fact: $code on $object: $sql',
      whereKnown(({ sql, code, object, undo }) =>
        after(sql, async () => {
          const findings = await found(database.superuser)
          expect(findings).toContainEqual(expect.objectContaining({ code, object }))
          expect(findings.every((finding) => finding.repairableBy === 'owner')).toBe(undo === undefined)
          for (const looker of ['ledger_owner', 'ledger_app']) {
            await database.superuser.query(`SET SESSION AUTHORIZATION ${looker}`)
            expect(await found(database.superuser)).toEqual(findings)
            await database.superuser.query('RESET SESSION AUTHORIZATION')
          }
        }),
      ),
    )
  })

  describe('a harmless change raises nothing', () => {
    test.for(allHarmlessChanges())(
      '$what',
      whereKnown(({ sql }) =>
        after(sql, async () => {
          expect(await found(database.superuser)).toEqual([])
        }),
      ),
    )
  })

  test('each single grant that is dropped is missed', async () => {
    const { rows: grants } = await database.superuser.query<{ privilege: string; on: string; name: string }>(
      `SELECT privilege_type AS privilege, kind AS on, name FROM (
         SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, oid::regclass::text AS name, relacl AS acl FROM pg_class
         UNION ALL SELECT 'SCHEMA', nspname, nspacl FROM pg_namespace
         UNION ALL SELECT 'DATABASE', datname, datacl FROM pg_database) objects, aclexplode(acl)
       WHERE grantee = 'ledger_app'::regrole`,
    )
    expect(grants.length).toBeGreaterThan(40)
    for (const { privilege, on, name } of grants)
      await after(`REVOKE ${privilege} ON ${on} ${name} FROM ledger_app`, async () => {
        const object = on === 'TABLE' || on === 'SEQUENCE' ? `public.${name}` : name
        expect(await found(database.superuser)).toEqual([
          expect.objectContaining({ object, fix: expect.stringContaining(`GRANT ${privilege} ON`) }),
        ])
      })
  })

  describe('the owner brings a drift it can mend back to the policy', () => {
    test.for(drifts.filter(mendable))(
      '$fact: $sql',
      whereKnown(async ({ sql }) => {
        await database.superuser.query(sql)
        const carriedOut = await carryOut(database.owner, 'ledger_app', policy, { dryRun: false })
        expect(carriedOut).toMatchObject({ after: [], committed: true })
        const snapshot = await readPrivileges(database.app, 'ledger_app')
        expect(audit(snapshot, policy).plan).toEqual({
          statements: [],
          beyondTheOwner: [],
          withheld: undefined,
        })
        const before = await versionsOfAcls()
        expect(await carryOut(database.owner, 'ledger_app', policy, { dryRun: false })).toMatchObject({
          statements: [],
        })
        expect(await versionsOfAcls()).toBe(before)
      }),
    )
  })

  describe('of a drift the owner cannot mend it says who can, and does what is left for the owner', () => {
    test.for(drifts.filter(notMendable))(
      '$fact: $sql',
      whereKnown(async ({ sql, undo }) => {
        await database.superuser.query(sql)
        const before = await versionsOfAcls()
        const carriedOut = await carryOut(database.owner, 'ledger_app', policy, { dryRun: false })
        const { statements, committed, withheld } = carriedOut
        const does =
          withheld === undefined && carriedOut.before.some(({ repairableBy }) => repairableBy === 'owner')
        expect([statements.length > 0, committed]).toEqual([does, does])
        const beyond = [...carriedOut.after, ...carriedOut.unread].filter(
          ({ repairableBy }) => repairableBy !== 'owner',
        )
        expect(beyond).not.toEqual([])
        for (const finding of beyond)
          expect(finding.repairableBy).toMatchObject({ who: expect.stringMatching(/\w{4}/) })
        expect((await versionsOfAcls()) === before).toBe(!does)
        await database.superuser.query(undo ?? '')
        // Who owned something for a while holds no grant of its own on it afterwards.
        await carryOut(database.owner, 'ledger_app', policy, { dryRun: false })
        expect(await found(database.owner)).toEqual([])
      }),
    )
  })
}
