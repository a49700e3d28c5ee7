import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { RehearsedApp } from '../../cli/testing/rehearsed-app.ts'
import { waitUntil } from '../../evidence/wait-until.ts'
import { readEarlierCounts } from '../../observations/database/earlier-counts.ts'
import { takeLock } from '../../world/take-lock.ts'
import { readManifest } from '../manifest.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const vitest = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url))

const reports = mkdtempSync(join(tmpdir(), 'reports-'))
let staging: RehearsedApp
beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true })
})
afterAll(async () => {
  await staging.stop()
  rmSync(reports, { recursive: true })
})

/** Vitest as its users start it, `RUNBOOK_ENV=staging` in front, in the shell that reaches the platform. */
const startVitest = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  execa(process.execPath, [vitest, ...args], {
    cwd: root,
    env: {
      RUNBOOK_CONFIG: process.env['RUNBOOK_CONFIG'],
      ...staging.env,
      RUNBOOK_REPORTS: reports,
      RUNBOOK_ENV: 'staging',
      NODE_ENV: '',
      VITEST: '',
      NO_COLOR: '1',
      ...env,
    },
    extendEnv: false,
    all: true,
    reject: false,
    stdin: 'ignore',
  })

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { exitCode, all } = await startVitest(['run', ...args], env)
  return { exitCode, last: all.split('\n').filter((line) => /^[A-Z]+ {2}\d/.test(line)), all }
}

/** How many items the suite has. */
const itemsOf = (suite: string): number =>
  Object.entries(readManifest()).flatMap(([file, ids]) => (file.startsWith(`specs/${suite}/`) ? ids : []))
    .length

const changes = async (): Promise<string[]> =>
  (await staging.requests()).filter((request) => !/^(GET|HEAD) |\/(resolve|log-sessions)$/.test(request))

it('verifies a live app in the words and with the exit status of pnpm test:verify', async () => {
  const { exitCode, last, all } = await run(['--project', 'verify'])
  expect(last, all).toEqual([`PASSED  ${itemsOf('verify')} passed, 0 failed, 0 inconclusive, 0 not run`])
  expect(exitCode).toBe(0)
  const { subject } = staging.hand
  expect(await readEarlierCounts(reports, subject), 'a look that the next is held against').toMatchObject([
    { database: staging.database },
  ])
})

it('ends with 1 where one check fails, run by its file', async () => {
  await staging.hand.rehearsal.superuser(`GRANT TRUNCATE ON positions TO ${staging.hand.subject.role}`)
  const { exitCode, all } = await run(['specs/verify/3-privileges.spec.ts'])
  await staging.hand.rehearsal.superuser(`REVOKE TRUNCATE ON positions FROM ${staging.hand.subject.role}`)
  expect(all).toContain('extra-privilege: public.positions')
  expect(exitCode).toBe(1)
})

it('ends with 4 where Heroku cannot be reached', async () => {
  const env = { HEROKU_HOST: 'http://127.0.0.1:9' }
  const { exitCode, all } = await run(['specs/verify/2-config-vars.spec.ts'], env)
  expect(all).toContain('INCONCLUSIVE')
  expect(exitCode).toBe(4)
})

it('refuses a suite that acts, without permission: exit status 3, and nothing was changed', async () => {
  const before = await changes()
  const { exitCode, last, all } = await run(['--project', 'provision'])
  expect(last, all).toEqual([`REFUSED  0 passed, 0 failed, 0 inconclusive, ${itemsOf('provision')} not run`])
  expect(all).toContain(`set RUNBOOK_ALLOW_PROVISION=${staging.name} to allow it`)
  expect(exitCode).toBe(3)
  expect(await changes()).toEqual(before)
})

it('refuses a suite that acts while another run changes the app, by its name', async () => {
  const { subject } = staging.hand
  const lock = await takeLock({ subject, env: staging.env, command: 'reapply', mode: 'alone' })
  const before = await changes()
  const { exitCode, all } = await run(['--project', 'recovery'], { RUNBOOK_ALLOW_PROVISION: staging.name })
  expect(await lock.release()).toBeUndefined()
  expect(all).toContain('is being changed by another run: reapply by')
  expect(exitCode).toBe(3)
  expect(await changes()).toEqual(before)
})

it('never changes a live app while it watches, permission or not', async () => {
  const before = await changes()
  const watching = startVitest(['--watch', '--project', 'recovery'], {
    RUNBOOK_ALLOW_PROVISION: staging.name,
    CI: '',
  })
  let said = ''
  watching.all.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const refused = await waitUntil(async () => ({ holds: said.includes('REFUSED  0 passed'), saw: said }), {
    timeoutMs: 60_000,
    everyMs: 100,
  })
  watching.kill('SIGTERM')
  await watching
  expect(refused.saw).toContain('a run that repeats by itself never changes')
  expect(refused.saw).toContain('REFUSED  0 passed, 0 failed')
  expect(await changes()).toEqual(before)
})

it('names a bad RUNBOOK_ENV in one line, with 2', async () => {
  const { exitCode, all } = await run(['--project', 'verify'], { RUNBOOK_ENV: 'stagging' })
  expect(all).toContain(
    "RUNBOOK_ENV 'stagging' is not known: use rehearsal, staging, prod (nearest: staging)",
  )
  expect(exitCode).toBe(2)
})

it('lists every item of a suite without starting anything', async () => {
  const before = (await staging.requests()).length
  const { all, exitCode } = await startVitest(['list', '--project', 'recovery'])
  expect(all.split('\n').filter((line) => line.startsWith('[recovery] '))).toHaveLength(itemsOf('recovery'))
  expect(exitCode).toBe(0)
  expect(await staging.requests()).toHaveLength(before)
})
