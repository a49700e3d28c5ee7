import { afterAll, beforeAll, expect, it } from 'vitest'
import { herokuCli } from '../heroku/cli.ts'
import { Planting } from '../planting/planting.ts'
import type { Rehearsal } from './rehearsal.ts'
import { amiss } from './testing/amiss.ts'
import { runCli } from './testing/run-cli.ts'
import { startTestRehearsal } from './testing/test-rehearsal.ts'

// Each precondition is broken from outside, seen by the one check that watches for it, and mended.

const app = 'raxx-api-staging'
let rehearsal: Rehearsal
let planting: Planting
let owner: string

beforeAll(async () => {
  rehearsal = await startTestRehearsal({ provisioned: false })
  const { env, readyFile } = rehearsal
  const heroku = herokuCli({ bin: env['RUNBOOK_HEROKU'] ?? '', app, env, signal: () => undefined })
  planting = new Planting({ readyFile, app, heroku, env, changed: () => {} })
  owner = new URL(rehearsal.apps[app]?.ownerUrl ?? '').username
})

afterAll(() => rehearsal.stop())

const preconditions = (env: NodeJS.ProcessEnv = {}) =>
  runCli({ ...rehearsal.env, ...env }, 'preconditions', '--env', 'staging')

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
    plant: () => planting.control('plan', { app, plan: 'essential-1' }),
    takeBack: () => planting.control('plan', { app, plan: 'standard-0' }),
    seen: 'essential-plan postgresql-adjacent-27271',
  },
  {
    name: 'an owner that may set passwords',
    plant: () => planting.superuser(`GRANT rds_password TO ${owner}`),
    takeBack: () => planting.superuser(`REVOKE rds_password FROM ${owner}`),
    seen: 'failed: The owner cannot set passwords itself',
  },
  {
    name: 'a table of somebody else',
    plant: () => planting.superuser('CREATE TABLE foreign_table (id int)'),
    takeBack: () => planting.superuser('DROP TABLE foreign_table'),
    seen: 'foreign-owned-relation public.foreign_table',
  },
  {
    name: 'the flag on without a URL',
    plant: () => planting.heroku`config:set FLAG_RAPTOR_APP_ROLE_SEPARATION=1`,
    takeBack: () => planting.heroku`config:unset FLAG_RAPTOR_APP_ROLE_SEPARATION`,
    seen: 'failed: FLAG_RAPTOR_APP_ROLE_SEPARATION is not 1 while RAPTOR_APP_DATABASE_URL is empty',
  },
]

it.each(broken)('fail on $name', async ({ plant, takeBack, seen }) => {
  await plant()
  const run = await preconditions()
  await takeBack()
  expect(amiss(run)).toEqual([seen])
  expect(run.exitCode).toBe(1)
})
