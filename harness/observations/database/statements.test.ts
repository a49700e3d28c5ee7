import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { RehearsedApp } from '../../cli/testing/rehearsed-app.ts'
import { statementsBetween } from './statements.ts'

let staging: RehearsedApp
let somebody: pg.Client

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true })
  somebody = new pg.Client({
    connectionString: staging.ownerUrl.href.replace(/\?.*/, ''),
    ssl: { rejectUnauthorized: false },
  })
  await somebody.connect()
})

afterAll(async () => {
  await somebody.end()
  await staging.stop()
})

/** How many statements of the owner were counted while that was run by somebody who uses its URL. */
async function countedWhile(...statements: readonly string[]): Promise<number> {
  const { owner } = staging.hand
  const end = await statementsBetween(owner)
  for (const statement of statements) await somebody.query(statement)
  const counted = await end()
  if (counted.is === 'not readable') throw new Error(counted.why)
  return counted.ran.find(({ role }) => role === staging.owner)?.calls ?? 0
}

it('counts what the owner runs, and nothing that everybody runs', async () => {
  expect(await countedWhile('SELECT count(*) FROM orders', 'SELECT count(*) FROM orders')).toBe(2)
  expect(await countedWhile('SELECT 1', 'BEGIN', "SET LOCAL search_path = 'public'", 'ROLLBACK')).toBe(0)
})

it('takes no statement of ours for the owner’s, though the app has run one of the same form before', async () => {
  await somebody.query('SELECT 1')
  const { owner } = staging.hand
  const end = await statementsBetween(owner)
  await owner.rows('SELECT 1')
  expect(await end()).toMatchObject({ is: 'read', ran: [] })
})

it('says of what it counts how old it is, as far as the extension’s version tells', async () => {
  const { hand } = staging
  const counts = async (): Promise<unknown> => {
    await somebody.query('SELECT count(*) FROM positions')
    const counted = await (await statementsBetween(hand.owner))()
    return counted.is === 'read' && counted.counts
  }
  const own = { role: staging.owner, calls: expect.any(Number) }
  expect(await counts()).toMatchObject({
    database: staging.database,
    resetAt: expect.stringMatching(/^\d+\.\d{6}$/),
    evictions: 0,
    roles: expect.arrayContaining([
      { ...own, begun: expect.arrayContaining([{ at: expect.any(Date), calls: expect.any(Number) }]) },
    ]),
  })
  await hand.rehearsal.superuser(
    "DROP EXTENSION pg_stat_statements; CREATE EXTENSION pg_stat_statements WITH SCHEMA public VERSION '1.8'",
  )
  expect(await counts()).toMatchObject({
    resetAt: undefined,
    evictions: undefined,
    roles: expect.arrayContaining([own]),
  })
})
