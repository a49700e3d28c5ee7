import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { RehearsedApp } from '../../cli/testing/rehearsed-app.ts'
import { readEarlierCounts } from '../../observations/database/earlier-counts.ts'
import type { Sight } from '../../observations/observations.ts'
import { sightOf } from '../../observations/sight.ts'
import { judged } from '../rule.ts'
import { connectionsFollowFlag } from './connections.ts'
import { onlyTheRoleRan } from './ran-since.ts'

const reports = mkdtempSync(join(tmpdir(), 'reports-'))
let staging: RehearsedApp

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true })
})

afterAll(async () => {
  await staging.stop()
  rmSync(reports, { recursive: true })
})

/** Looks as a verification does, and keeps what a report would keep. */
async function look(): Promise<{ before: object[]; connections: unknown; others: object }> {
  const { hand } = staging
  const earlier = await readEarlierCounts(reports, hand.subject)
  const sight: Sight = { ...sightOf(hand, 300), earlier: async () => earlier }
  const [connections, others] = [
    await judged(connectionsFollowFlag, sight),
    await judged(onlyTheRoleRan, sight),
  ]
  keep(new Date(), hand.subject.app, JSON.stringify({ facts: connections.kept }))
  return { before: earlier, connections: connections.findings, others }
}

function keep(at: Date, app: string, item: string): void {
  const stamp = at.toISOString().replaceAll(':', '-').replace(/\.\d+/, '')
  writeFileSync(join(reports, `verify-staging-${stamp}.json`), `{"app":"${app}","items":[${item}]}`)
}

/** A session as short as a worker's that comes by every minute. */
async function asOwner(sql: string): Promise<void> {
  const worker = new pg.Client({
    connectionString: staging.ownerUrl.href.replace(/\?.*/, ''),
    ssl: { rejectUnauthorized: false },
  })
  await worker.connect()
  await worker.query(sql)
  await worker.end()
}

it('finds the statements of a session that came and went between two looks, and those of ours not', async () => {
  await look()
  await staging.hand.owner.rows('SELECT count(*) FROM orders')
  expect(await look()).toMatchObject({ before: [{}], connections: [], others: { findings: [] } })

  await asOwner('SELECT pg_sleep(0.1), count(*) FROM positions')
  await asOwner('SELECT relname FROM pg_class')
  expect(await look()).toMatchObject({
    connections: [],
    others: {
      findings: [
        {
          code: 'app-connects-as-owner',
          found: expect.stringMatching(/^1 statement\(s\) of the owner \S+ since the last look, /),
        },
      ],
    },
  })
  expect(await look()).toMatchObject({ others: { findings: [] } })
})

it('passes over what is no report of this app', async () => {
  const { app } = staging.hand.subject
  keep(new Date('2026-01-01'), app, '{"facts":{"statements":"{}"}}')
  keep(new Date('2026-01-02'), app, 'not JSON')
  keep(
    new Date('2026-01-03'),
    'another-app',
    '{"facts":{"statements":"{\\"at\\":\\"2026-01-03\\",\\"database\\":\\"d\\",\\"roles\\":{}}"}}',
  )
  // A read of it would never end.
  symlinkSync('/dev/zero', join(reports, 'verify-staging-2026-01-04T00-00-00Z.json'))
  const counts = await readEarlierCounts(reports, staging.hand.subject)
  expect(counts.length).toBeGreaterThan(0)
  expect(counts.every(({ database }) => database === staging.database)).toBe(true)
  expect(await readEarlierCounts(join(reports, 'nowhere'), staging.hand.subject)).toEqual([])
})
