import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { amiss } from '../../testing/amiss.ts'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'
import type { CliRun } from '../../testing/run-cli.ts'

// Each precondition is broken from outside and seen by the one check that watches for it.

let staging: RehearsedApp

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: false })
})

afterAll(() => staging.stop())

const preconditions = (): Promise<CliRun> => staging.run(['preconditions'])

const setPlan = (plan: string): Promise<void> =>
  staging.hand.rehearsal.control('plan', { app: staging.name, plan })

const superuser = (sql: string): Promise<unknown> => staging.hand.rehearsal.superuser(sql)

it('pass on an app that is ready', async () => {
  expect(await preconditions()).toMatchObject({ exitCode: 0, report: { outcome: 'passed' } })
})

const broken: readonly {
  readonly name: string
  readonly plant: () => Promise<unknown>
  readonly takeBack: () => Promise<unknown>
  readonly seen: string
}[] = [
  {
    name: 'an Essential plan',
    plant: () => setPlan('essential-1'),
    takeBack: () => setPlan('standard-0'),
    seen: 'essential-plan postgresql-adjacent-27271',
  },
  {
    name: 'an owner that may set passwords',
    plant: () => superuser(`GRANT rds_password TO ${staging.owner}`),
    takeBack: () => superuser(`REVOKE rds_password FROM ${staging.owner}`),
    seen: 'failed: The owner cannot set passwords itself',
  },
  {
    name: 'a table of somebody else',
    plant: () => superuser('CREATE TABLE foreign_table (id int)'),
    takeBack: () => superuser('DROP TABLE foreign_table'),
    seen: 'foreign-owned-relation public.foreign_table',
  },
  {
    name: 'the flag on without a URL',
    plant: () => staging.api.setConfigVars({ FLAG_LEDGER_APP_ROLE_SEPARATION: '1' }),
    takeBack: () => staging.api.setConfigVars({ FLAG_LEDGER_APP_ROLE_SEPARATION: null }),
    seen: 'restricted-url-missing LEDGER_APP_DATABASE_URL',
  },
]

describe('fail, all at once, on', () => {
  let run: CliRun

  beforeAll(async () => {
    for (const { plant } of broken) await plant()
    run = await preconditions()
    for (const { takeBack } of broken) await takeBack()
  })

  it.each(broken)('$name', ({ seen }) => {
    expect(amiss(run)).toContain(seen)
    expect(run.exitCode).toBe(1)
  })

  it('nothing else', () => {
    expect(new Set(amiss(run))).toEqual(new Set(broken.map(({ seen }) => seen)))
  })
})
