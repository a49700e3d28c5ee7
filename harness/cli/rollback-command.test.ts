import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runbook } from '../../runbook.config.ts'
import { resolveTarget } from '../target/target.ts'
import { openWorld, type World } from '../target/world.ts'
import type { Rehearsal } from './rehearsal.ts'
import { type CliRun, runCli } from './testing/run-cli.ts'
import { startTestRehearsal } from './testing/test-rehearsal.ts'

// The live path in a process of its own, with no permission and no sign-off in its environment. What it did is asked of
// the platform and of Postgres, not of its report.

const { role, configVars } = runbook
const runTimeoutMs = 240_000

async function starting(provisioned: boolean): Promise<Rehearsal> {
  return startTestRehearsal({ provisioned })
}

const handAt = ({ env, readyFile }: Rehearsal, environment: 'staging' | 'prod'): World =>
  openWorld({
    target: resolveTarget(environment, env),
    expectedPhase: 'soaking',
    dryRun: false,
    readyFile,
    env,
    signal: () => undefined,
    onCall: () => {},
  })

/** The role and every ACL in the database, as the platform's superuser sees them. */
async function roleAndGrants({ rehearsal }: World): Promise<unknown[]> {
  const { rows } = await rehearsal.superuser(
    `SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
     UNION ALL SELECT rolname, rolcanlogin::text FROM pg_roles
     UNION ALL SELECT datname, datacl::text FROM pg_database
     UNION ALL SELECT nspname, nspacl::text FROM pg_namespace ORDER BY 1, 2`,
  )
  return rows
}

const flagOf = async ({ app }: World): Promise<string | undefined> => {
  app.forget()
  return (await app.configVars()).get(configVars.flag)
}

/** Puts the app on the role, and waits until its dyno is up on that release. */
async function switchOn({ heroku, rehearsal, target }: World): Promise<void> {
  await heroku`config:set ${configVars.flag}=1`
  await rehearsal.control('raptor', { app: target.app, ignoreFlag: false })
}

const journal = z.object({ requests: z.array(z.object({ method: z.string(), path: z.string() })) })

async function writes({ env }: Rehearsal): Promise<string[]> {
  const answer = await fetch(`${env['HEROKU_HOST']}/rehearsal/requests`, {
    headers: { authorization: `Bearer ${env['HEROKU_API_KEY']}` },
  })
  return journal
    .parse(await answer.json())
    .requests.filter(({ method, path }) => method !== 'GET' && !/\/(resolve|log-sessions)$/.test(path))
    .map(({ method, path }) => `${method} ${path}`)
}

const outcomes = ({ report }: CliRun): string[] =>
  (report?.items ?? []).map(({ outcome, title }) => `${outcome}: ${title.replace('Rollback. ', '')}`)

const notes = ({ report }: CliRun): string => (report?.items ?? []).flatMap((item) => item.notes).join('\n')

const error503 = {
  status: 503,
  headers: { 'content-type': 'application/json' },
  body: { id: 'service_unavailable', message: 'Try again later.' },
}

describe('pnpm rollback on an app that is on its role', () => {
  let rehearsal: Rehearsal
  let staging: World
  const rollback = (...options: string[]): Promise<CliRun> =>
    runCli(rehearsal.env, 'rollback', '--env', 'staging', ...options)

  beforeAll(async () => {
    rehearsal = await starting(true)
    staging = handAt(rehearsal, 'staging')
  })

  afterAll(async () => {
    await staging.close()
    await rehearsal.stop()
  })

  it('changes nothing with --dry-run, and says what it would', { timeout: runTimeoutMs }, async () => {
    const before = await writes(rehearsal)
    const run = await rollback('--dry-run')
    expect(run.exitCode, run.output).toBe(0)
    expect(run.output).toContain(
      `would run \`heroku config:set ${configVars.flag}=0 -a ${staging.target.app}\``,
    )
    expect(await writes(rehearsal)).toEqual(before)
  })

  it('sets the flag, restarts and does nothing else; one config:set is the way back', {
    timeout: runTimeoutMs,
  }, async () => {
    const { app } = staging.target
    const [before, writesBefore] = [await roleAndGrants(staging), await writes(rehearsal)]
    const run = await rollback()
    expect(run.exitCode, run.output).toBe(0)
    expect(await flagOf(staging)).toBe('0')
    expect(await staging.rehearsal.get('/healthz')).toMatchObject({ status: 200 })
    expect(await roleAndGrants(staging)).toEqual(before)
    expect((await writes(rehearsal)).slice(writesBefore.length)).toEqual([
      `PATCH /apps/${app}/config-vars`,
      `DELETE /apps/${app}/dynos`,
    ])
    expect(notes(run)).toMatch(/the first healthy answer was there \d+ ms after the beginning/)

    await switchOn(staging)
    expect(await staging.rehearsal.get('/healthz')).toMatchObject({ status: 200 })
  })

  it('works on prod, without the sign-off', { timeout: runTimeoutMs }, async () => {
    const prod = handAt(rehearsal, 'prod')
    const run = await runCli(rehearsal.env, 'rollback', '--env', 'prod')
    expect(run.exitCode, run.output).toBe(0)
    expect(await flagOf(prod)).toBe('0')
    await prod.close()
  })

  it('tries again where Heroku first answers each request with an error', {
    timeout: runTimeoutMs,
  }, async () => {
    await switchOn(staging)
    for (const [method, path] of [
      ['GET', 'config-vars'],
      ['PATCH', 'config-vars'],
      ['DELETE', 'dynos'],
    ])
      await staging.rehearsal.control('faults', { method, path: `/${path}$`, answer: error503 })
    const run = await rollback()
    expect(run.exitCode, run.output).toBe(0)
    expect(await flagOf(staging)).toBe('0')
    expect(notes(run).match(/attempt 1 of 3 ended with/g)).toHaveLength(2)
  })

  it('takes a lost answer for what it is: done', { timeout: runTimeoutMs }, async () => {
    await switchOn(staging)
    await staging.rehearsal.control('faults', {
      method: 'PATCH',
      path: '/config-vars$',
      when: 'after',
      answer: error503,
    })
    const writesBefore = (await writes(rehearsal)).length
    const run = await rollback()
    expect(run.exitCode, run.output).toBe(0)
    expect(notes(run)).toContain('it is so, though what was done ended with')
    expect((await writes(rehearsal)).slice(writesBefore)).toHaveLength(2)
  })

  it('exits 1 where Heroku refuses each time, and says what it is not', {
    timeout: runTimeoutMs,
  }, async () => {
    await switchOn(staging)
    await staging.rehearsal.control('faults', {
      method: 'PATCH',
      path: '/config-vars$',
      times: 3,
      answer: error503,
    })
    const run = await rollback()
    expect(run).toMatchObject({ exitCode: 1, report: { outcome: 'failed' } })
    expect(run.output).toContain(`It is not so: ${configVars.flag} is '1'`)
    expect(await flagOf(staging)).toBe('1')
  })

  it('is carried out with the database down, and exits 4: nobody can tell what the app would answer', {
    timeout: runTimeoutMs,
  }, async () => {
    const { app } = staging.target
    await switchOn(staging)
    const before = await staging.app.dynos()
    await staging.rehearsal.control('database', { app, refuseConnections: true })
    const run = await rollback()
    await staging.rehearsal.control('database', { app, refuseConnections: false })
    expect(run.exitCode, run.output).toBe(4)
    expect(outcomes(run)).toEqual([
      `passed: Set ${configVars.flag} to 0`,
      'passed: Restart the app',
      'inconclusive: The app answers, on the owner',
      "inconclusive: The app's connections are the owner's again",
      'inconclusive: The role and its grants are left as they were',
    ])
    expect(await flagOf(staging)).toBe('0')
    const after = await staging.app.dynos()
    expect(after.filter(({ id }) => before.some((dyno) => dyno.id === id))).toEqual([])
  })
})

describe('pnpm rollback on an app that is not provisioned, or half', () => {
  let rehearsal: Rehearsal
  let staging: World

  beforeAll(async () => {
    rehearsal = await starting(false)
    staging = handAt(rehearsal, 'staging')
  })

  afterAll(async () => {
    await staging.close()
    await rehearsal.stop()
  })

  it.each<[string, (world: World) => Promise<unknown>]>([
    ['nothing is there but the flag', async () => {}],
    ['there is a credential, and nothing is granted to its role', createCredential],
  ])('passes where %s', { timeout: runTimeoutMs }, async (_, plant) => {
    await plant(staging)
    await switchOn(staging)
    const before = await roleAndGrants(staging)
    const run = await runCli(rehearsal.env, 'rollback', '--env', 'staging')
    expect(run.exitCode, run.output).toBe(0)
    expect(await flagOf(staging)).toBe('0')
    expect(await roleAndGrants(staging)).toEqual(before)
  })

  async function createCredential({ app, heroku, rehearsal: platform }: World): Promise<void> {
    await platform.control('credential-provisioning', { polls: 0 })
    await heroku`pg:credentials:create DATABASE --name ${role}`
    expect(await app.credential(role)).toMatchObject({ state: 'active' })
  }
})
