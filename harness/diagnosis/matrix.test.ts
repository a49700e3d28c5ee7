import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Hand, RehearsedApp } from '../cli/testing/rehearsed-app.ts'
import type { CliRun } from '../cli/testing/run-cli.ts'
import { failureModes } from './failure-modes.ts'
import { type Plant, plants, plantsBefore } from './plants.fixture.ts'

// Planted × reported: every failure mode is brought about on a running platform, and `pnpm diagnose`, in a process of
// its own and knowing nothing of it, names exactly that one.

/** A dozen calls of the CLI or so, each over a second of start-up, and more on a busy machine. */
const timeoutMs = 180_000

/** Starts the app anew and waits for it: a dyno on its way down, or one that has not met the change, tells nothing. */
async function restart(world: Hand, { ignoreFlag }: { ignoreFlag: boolean }): Promise<void> {
  await world.close()
  await world.rehearsal.control('raptor', { app: world.subject.app, ignoreFlag })
}

const named = ({ report }: CliRun): string[] =>
  (report?.items ?? [])
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ id }) => id.replace('diagnose/', ''))

describe('on an app that the runbook was carried out on, pnpm diagnose', { timeout: timeoutMs }, () => {
  let staging: RehearsedApp

  beforeAll(async () => {
    staging = await RehearsedApp.start({ provisioned: true })
  })

  afterAll(() => staging.stop())

  it('names nothing, and exits 0', async () => {
    const run = await staging.run(['diagnose'])
    expect(run.report?.items.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
    expect(run.exitCode).toBe(0)
  })

  it.each(plants)('names $mode and no other: $how', async (planted) => {
    expect(await reported([planted])).toEqual([planted.mode])
  })

  const pairs = [
    ['c-forgotten-grant', 'privilege-drift'],
    ['c-forgotten-grant', 'foreign-owned-relation'],
    ['d-missing-url', 'c-forgotten-grant'],
    ['stale-url', 'b-essential-plan'],
    ['app-ignores-flag', 'rotation-under-way'],
    ['database-down', 'd-missing-url'],
  ] as const

  it.each(pairs)('names both %s and %s', async (...pair) => {
    const both = pair.map((mode) => plants.find((planted) => planted.mode === mode) as Plant)
    expect((await reported(both)).toSorted()).toEqual([...pair].toSorted())
  })

  async function reported(planted: readonly Plant[]): Promise<string[]> {
    for (const { plant } of planted) await plant(staging.hand)
    await restart(staging.hand, { ignoreFlag: planted.some(({ mode }) => mode === 'app-ignores-flag') })
    const run = await staging.run(['diagnose'])
    for (const { takeBack } of planted.toReversed()) await takeBack(staging.hand)
    expect(run.exitCode, run.output).toBe(1)
    return named(run)
  }
})

describe('on an app that nobody has begun to provision, pnpm diagnose', { timeout: timeoutMs }, () => {
  let staging: RehearsedApp

  beforeAll(async () => {
    staging = await RehearsedApp.start({ provisioned: false })
  })

  afterAll(() => staging.stop())

  it('names nothing, and exits 0', async () => {
    const run = await staging.run(['diagnose'])
    expect(run.report?.items.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
    expect(run.exitCode).toBe(0)
  })

  it.each(plantsBefore)('names $mode and no other: $how', async ({ mode, plant, takeBack }) => {
    await plant(staging.hand)
    const run = await staging.run(['diagnose'])
    await takeBack(staging.hand)
    expect(named(run)).toEqual([mode])
  })

  it('says how far provisioning has come, where the flag is still 0, and exits 0', async () => {
    await staging.hand.heroku`config:set FLAG_RAPTOR_APP_ROLE_SEPARATION=0`
    await restart(staging.hand, { ignoreFlag: false })
    const run = await staging.run(['diagnose'])
    expect(named(run)).toEqual([])
    expect(run.exitCode).toBe(0)
    expect(run.output).toContain('not done: Step 3, RAPTOR_APP_DATABASE_URL; Step 4, the grants')
  })
})

describe('the matrix', () => {
  it('plants every failure mode there is', () => {
    const planted = new Set([...plants, ...plantsBefore].map(({ mode }) => mode))
    expect([...planted].toSorted()).toEqual(
      failureModes
        .filter(({ isPhase }) => !isPhase)
        .map(({ id }) => id)
        .toSorted(),
    )
  })

  it('has every explanation be a failure mode that is looked for', () => {
    const known = failureModes.map(({ id }) => id)
    expect(
      failureModes.flatMap(({ explainedBy }) => explainedBy).filter((id) => !known.includes(id)),
    ).toEqual([])
  })
})
