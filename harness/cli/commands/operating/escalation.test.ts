import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'

// R27: what the runbook does not cover is the operator's, and dropping the role above all.

let staging: RehearsedApp

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: false })
})

afterAll(() => staging.stop())

const refuseCredentials = (message: string): Promise<void> =>
  staging.hand.rehearsal.control('faults', {
    method: 'POST',
    path: '/credentials$',
    host: 'data',
    answer: {
      status: 422,
      headers: { 'content-type': 'application/json' },
      body: { id: 'unprocessable_entity', message },
    },
  })

it('ends an unknown refusal of pg:credentials:create with "escalate to the operator" and what Heroku said, masked', async () => {
  await refuseCredentials('Quarantined: postgres://ledger_app:hunter2hunter2@db.example/d1 is under review.')
  const run = await staging.run(['provision'], { RUNBOOK_ALLOW_PROVISION: staging.name })
  const step = run.report?.items.find(({ id }) => id === 'provision/create-credential')
  expect(run.exitCode).toBe(1)
  expect(step?.outcome).toBe('failed')
  expect(step?.reason).toContain('escalate to the operator')
  expect(step?.reason).toContain('Quarantined: postgres://ledger_app:***@db.example/d1 is under review.')
  expect(`${run.output}${JSON.stringify(run.report)}`.includes('hunter2hunter2')).toBe(false)
}, 180_000)

it('has no step, check or command that drops a role', () => {
  const root = fileURLToPath(new URL('../../../..', import.meta.url))
  const sources = ['specs', 'harness'].flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file}`,
    ),
  )
  const dropping = sources
    .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$|^harness\/rehearsal\//.test(file))
    .filter((file) =>
      /DROP (ROLE|OWNED|USER(?! MAPPING))|credentials:destroy/.test(
        readFileSync(`${root}/${file}`, 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, ''),
      ),
    )
  expect(dropping).toEqual([
    // There the planting hand destroys the credential of a rehearsed app, to show what comes of it.
    'specs/failure-modes/provisioned/role-missing.spec.ts',
    // The roles that it made on a server of the rehearsal's own.
    'harness/migrations/run/prepared.ts',
  ])
})
