import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RehearsedApp } from '../cli/testing/rehearsed-app.ts'
import { sightOf } from '../observations/sight.ts'
import { openWorld, type World } from '../world/world.ts'
import { type Diagnosed, diagnose } from './diagnosis.ts'

// Where a diagnosis cannot look it calls nothing absent: on the real CLI and Postgres, a shell at a time.

let staging: RehearsedApp

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true })
})

afterAll(() => staging.stop())

async function diagnosed(env: NodeJS.ProcessEnv): Promise<Diagnosed[]> {
  const world: World = openWorld({
    subject: staging.hand.subject,
    expectedPhase: 'soaking',
    permit: 'look',
    env: { ...staging.env, ...env },
    signal: () => undefined,
    onCall: () => {},
  })
  try {
    return await diagnose(sightOf(world))
  } finally {
    await world.close()
  }
}

const standings = (modes: readonly Diagnosed[]): string[] => [
  ...new Set(modes.map(({ standing }) => standing.is)),
]
const reasons = (modes: readonly Diagnosed[]): string[] =>
  modes.flatMap(({ standing }) => ('why' in standing && !('as' in standing) ? [standing.why] : []))

describe('a diagnosis that cannot look', () => {
  it.each([
    ['is not logged in', { HEROKU_API_KEY: 'not-a-key' }, 'Run `heroku login`'],
    ['has no heroku', { RUNBOOK_HEROKU: 'heroku-that-is-not-there' }, 'Install it'],
  ])('calls nothing absent where it %s, and says why once', async (_what, env, help) => {
    const modes = await diagnosed(env)
    expect(standings(modes)).toEqual(['not known'])
    expect(reasons(modes)).toEqual([expect.stringContaining(help)])
  })

  it('does not call the database down where it is only ours that is refused', async () => {
    await staging.hand.rehearsal.superuser(`ALTER ROLE ${staging.owner} CONNECTION LIMIT 0`)
    const modes = await diagnosed({})
    await staging.hand.rehearsal.superuser(`ALTER ROLE ${staging.owner} CONNECTION LIMIT -1`)
    expect(standings(modes).toSorted()).toEqual(['absent', 'not known'])
    expect(modes[0]).toMatchObject({ mode: { id: 'database-down' }, standing: { is: 'not known' } })
  })
})

describe('pnpm diagnose', () => {
  it('leaves out the health of an app whose address nobody configured, and can be green without', async () => {
    const run = await staging.run(['diagnose'], {
      RUNBOOK_HEALTH_URL: undefined,
      RUNBOOK_HEALTH_URL_STAGING: undefined,
    })
    const health = run.report?.items.find(({ id }) => id === 'diagnose/app-unhealthy')
    expect(health).toMatchObject({ outcome: 'not-run', required: false })
    expect(run.exitCode).toBe(0)
  })

  it('prints no password, whatever it finds, and exits 1 where it finds something', async () => {
    await staging.hand.rehearsal.superuser("ALTER ROLE ledger_app PASSWORD 'somebody-elses'")
    const run = await staging.run(['diagnose'])
    const { password } = staging.ownerUrl
    const printed = run.output + JSON.stringify(run.report)
    expect(run.exitCode).toBe(1)
    expect([password, 'somebody-elses'].filter((secret) => printed.includes(secret))).toHaveLength(0)
    expect(printed).toMatch(/28P01/)
  })
})
