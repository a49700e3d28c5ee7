import { beforeAll, expect, inject } from 'vitest'
import { knowsItsRoutes } from '../../planting/request-log.ts'
import { startRehearsal } from '../../planting/start-rehearsal.ts'
import { beOnPlatform } from '../../runbook/current-world.ts'

const startTimeoutMs = 240_000

// A spec that brings a failure about has a platform of its own, in the state that its folder names.
beforeAll(async () => {
  const { place, subject } = inject('run')
  if (place.kind !== 'per-file') return undefined
  const folders = expect.getState().testPath?.split('/specs/').at(-1)?.split('/') ?? []
  const platform = await startRehearsal({
    postgres: place.postgres,
    profile: profileOf(folders) ?? place.profile,
    environments: [subject.environment],
    provisioned: folders.includes('provisioned'),
    signal: new AbortController().signal,
  })
  beOnPlatform(platform.readyFile)
  return async () => {
    try {
      await knowsItsRoutes(platform)
    } finally {
      await platform.stop()
    }
  }
}, startTimeoutMs)

/** What is about one kind of Heroku's Postgres is in a folder of its name, and is rehearsed on that kind alone. */
function profileOf(folders: readonly string[]): string | undefined {
  return ['rds', 'classic'].find((profile) => folders.includes(profile))
}
