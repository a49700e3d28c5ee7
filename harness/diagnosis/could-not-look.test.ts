import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RehearsedApp } from '../cli/testing/rehearsed-app.ts'
import type { CliRun } from '../cli/testing/run-cli.ts'

let staging: RehearsedApp

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true })
})

afterAll(() => staging.stop())

const diagnose = (env: NodeJS.ProcessEnv = {}): Promise<CliRun> => staging.run(['diagnose'], env)

const superuser = (sql: string): Promise<unknown> => staging.hand.rehearsal.superuser(sql)

const outcomes = ({ report }: CliRun): string[] => [
  ...new Set((report?.items ?? []).map(({ outcome }) => outcome)),
]

describe('pnpm diagnose, where it cannot look', { timeout: 180_000 }, () => {
  it.each([
    ['is not logged in', { HEROKU_API_KEY: 'not-a-key' }, 'Run `heroku login`'],
    ['has no heroku', { RUNBOOK_HEROKU: '/nowhere/heroku' }, 'Install it'],
  ])('exits 4 and calls nothing absent where it %s', async (_what, env, help) => {
    const run = await diagnose(env)
    expect(outcomes(run)).toEqual(['inconclusive'])
    expect(run.exitCode).toBe(4)
    expect(run.output).toContain(help)
  })

  it('does not call the database down where it is only ours that is refused', async () => {
    await superuser(`ALTER ROLE ${staging.owner} CONNECTION LIMIT 0`)
    const run = await diagnose()
    await superuser(`ALTER ROLE ${staging.owner} CONNECTION LIMIT -1`)
    expect(outcomes(run).toSorted()).toEqual(['inconclusive', 'passed'])
    expect(run.exitCode).toBe(4)
    expect(run.report?.items[0]).toMatchObject({ id: 'diagnose/database-down', outcome: 'inconclusive' })
  })

  it('leaves out the health of an app whose address nobody configured, and can be green without', async () => {
    const run = await diagnose({ RUNBOOK_HEALTH_URL: undefined, RUNBOOK_HEALTH_URL_STAGING: undefined })
    const health = run.report?.items.find(({ id }) => id === 'diagnose/app-unhealthy')
    expect(health).toMatchObject({ outcome: 'not-run', required: false })
    expect(run.exitCode).toBe(0)
  })

  it('prints no password, whatever it finds', async () => {
    await superuser("ALTER ROLE raptor_app PASSWORD 'somebody-elses'")
    const run = await diagnose()
    const { password } = staging.ownerUrl
    const printed = run.output + JSON.stringify(run.report)
    expect(run.exitCode).toBe(1)
    expect([password, 'somebody-elses'].filter((secret) => printed.includes(secret))).toHaveLength(0)
    expect(printed).toMatch(/postgres:\/\/[^:\s]+:\*\*\*@|28P01/)
  })
})
