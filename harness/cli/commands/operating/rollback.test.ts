import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runbook } from '../../../../fixtures/stand-in/runbook.config.ts'
import { HerokuApi } from '../../testing/heroku-api.ts'
import { type Hand, RehearsedApp } from '../../testing/rehearsed-app.ts'
import { type CliRun, runCli } from '../../testing/run-cli.ts'

// The live path in a process of its own, with no permission and no sign-off in its environment. What it did is asked of
// the platform and of Postgres, not of its report.

const { role, configVars } = runbook
const runTimeoutMs = 240_000

/** The role and every ACL in the database, as the platform's superuser sees them. */
async function roleAndGrants({ rehearsal }: Hand): Promise<unknown[]> {
  const { rows } = await rehearsal.superuser(
    `SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
     UNION ALL SELECT rolname, rolcanlogin::text FROM pg_roles
     UNION ALL SELECT datname, datacl::text FROM pg_database
     UNION ALL SELECT nspname, nspacl::text FROM pg_namespace ORDER BY 1, 2`,
  )
  return rows
}

const flagOf = async ({ api }: { api: HerokuApi }): Promise<string | undefined> =>
  (await api.configVars())[configVars.flag]

/** Puts the app on the role. */
const switchOn = ({ api }: RehearsedApp): Promise<void> => api.setConfigVars({ [configVars.flag]: '1' })

async function writes(staging: RehearsedApp): Promise<string[]> {
  return (await staging.requests()).filter(
    (request) => !/^(GET|HEAD) |\/(resolve|log-sessions)$/.test(request),
  )
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
  let staging: RehearsedApp
  let hand: Hand
  const rollback = (...options: string[]): Promise<CliRun> => staging.run(['rollback', ...options])

  beforeAll(async () => {
    staging = await RehearsedApp.start({ provisioned: true, besides: ['prod'] })
    hand = staging.hand
  })

  afterAll(() => staging.stop())

  it('changes nothing with --dry-run, and says what it would', { timeout: runTimeoutMs }, async () => {
    const before = await writes(staging)
    const run = await rollback('--dry-run')
    expect(run.exitCode, run.output).toBe(0)
    expect(run.output).toContain(`would run \`heroku config:set ${configVars.flag}=0 -a ${staging.name}\``)
    expect(await writes(staging)).toEqual(before)
  })

  it('sets the flag, which starts the dynos anew, and does nothing else; one config:set is the way back', {
    timeout: runTimeoutMs,
  }, async () => {
    const { name: app } = staging
    const [before, writesBefore] = [await roleAndGrants(hand), await writes(staging)]
    const run = await rollback()
    expect(run.exitCode, run.output).toBe(0)
    expect(await flagOf(staging)).toBe('0')
    expect(await hand.rehearsal.get('/healthz')).toMatchObject({ status: 200 })
    expect(await roleAndGrants(hand)).toEqual(before)
    expect((await writes(staging)).slice(writesBefore.length)).toEqual([`PATCH /apps/${app}/config-vars`])
    expect(notes(run)).toMatch(/the first healthy answer came \d+ ms after the beginning/)

    await switchOn(staging)
    expect(await hand.rehearsal.get('/healthz')).toMatchObject({ status: 200 })
  })

  it('works on prod, without the sign-off', { timeout: runTimeoutMs }, async () => {
    const run = await runCli(staging.env, 'rollback', '--env', 'prod')
    expect(run.exitCode, run.output).toBe(0)
    expect(await flagOf({ api: new HerokuApi('shop-api-prod', staging.env) })).toBe('0')
  })

  it('tries again where Heroku first answers each request with an error', {
    timeout: runTimeoutMs,
  }, async () => {
    await switchOn(staging)
    for (const method of ['GET', 'PATCH'])
      await hand.rehearsal.control('faults', { method, path: '/config-vars$', answer: error503 })
    const run = await rollback()
    expect(run.exitCode, run.output).toBe(0)
    expect(await flagOf(staging)).toBe('0')
    expect(notes(run).match(/attempt 1 of 3 ended with/g)).toHaveLength(1)
  })

  it('sets a flag that is off already all the same, and restarts the app', {
    timeout: runTimeoutMs,
  }, async () => {
    await staging.api.setConfigVars({ [configVars.flag]: '0' })
    const [before, writesBefore] = [await staging.api.dynoIds(), (await writes(staging)).length]
    const run = await rollback()
    expect(run.exitCode, run.output).toBe(0)
    const done = [`PATCH /apps/${staging.name}/config-vars`, `DELETE /apps/${staging.name}/dynos`]
    expect((await writes(staging)).slice(writesBefore)).toEqual(done)
    expect((await staging.api.dynoIds()).filter((id) => before.includes(id))).toEqual([])
  })

  it('takes a lost answer for what it is: done', { timeout: runTimeoutMs }, async () => {
    await switchOn(staging)
    await hand.rehearsal.control('faults', {
      method: 'PATCH',
      path: '/config-vars$',
      when: 'after',
      answer: error503,
    })
    const writesBefore = (await writes(staging)).length
    const run = await rollback()
    expect(run.exitCode, run.output).toBe(0)
    expect(notes(run)).toContain('it is done, though the command ended with')
    expect((await writes(staging)).slice(writesBefore)).toHaveLength(1)
  })

  it('exits 1 where Heroku refuses each time, and says what it is not', {
    timeout: runTimeoutMs,
  }, async () => {
    await switchOn(staging)
    await hand.rehearsal.control('faults', {
      method: 'PATCH',
      path: '/config-vars$',
      times: 3,
      answer: error503,
    })
    const run = await rollback()
    expect(run).toMatchObject({ exitCode: 1, report: { outcome: 'failed' } })
    expect(run.output).toContain(`Afterwards: ${configVars.flag} is on`)
    expect(await flagOf(staging)).toBe('1')
  })

  it('is carried out with the database down, and exits 4: nobody can tell what the app would answer', {
    timeout: runTimeoutMs,
  }, async () => {
    const { name: app } = staging
    await switchOn(staging)
    const before = await staging.api.dynoIds()
    await hand.rehearsal.control('database', { app, refuseConnections: true })
    const run = await rollback()
    await hand.rehearsal.control('database', { app, refuseConnections: false })
    expect(run.exitCode, run.output).toBe(4)
    expect(outcomes(run)).toEqual([
      `passed: Set ${configVars.flag} to 0, which starts every dyno anew`,
      'inconclusive: The app answers, on the owner',
      'inconclusive: The role and its grants are left as they were',
      `inconclusive: In the end ${configVars.flag} is off, and the app's connections are the owner's`,
      `inconclusive: No other run changes ${app} meanwhile`,
    ])
    expect(await flagOf(staging)).toBe('0')
    expect((await staging.api.dynoIds()).filter((id) => before.includes(id))).toEqual([])
  })
})

describe('pnpm rollback on an app that is not provisioned, or half', () => {
  let staging: RehearsedApp
  let hand: Hand

  beforeAll(async () => {
    staging = await RehearsedApp.start({ provisioned: false })
    hand = staging.hand
  })

  afterAll(() => staging.stop())

  it.each<[string, (world: Hand) => Promise<unknown>]>([
    ['nothing is there but the flag', async () => {}],
    ['there is a credential, and nothing is granted to its role', createCredential],
  ])('passes where %s', { timeout: runTimeoutMs }, async (_, plant) => {
    await plant(hand)
    await switchOn(staging)
    const before = await roleAndGrants(hand)
    const run = await staging.run(['rollback'])
    expect(run.exitCode, run.output).toBe(0)
    expect(await flagOf(staging)).toBe('0')
    expect(await roleAndGrants(hand)).toEqual(before)
  })

  async function createCredential({ app, heroku, rehearsal: platform }: Hand): Promise<void> {
    await platform.control('credential-provisioning', { polls: 0 })
    await heroku`pg:credentials:create DATABASE --name ${role}`
    expect(await app.credential(role)).toMatchObject({ state: 'active' })
  }
})
