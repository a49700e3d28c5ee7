import { beforeAll, expect, inject } from 'vitest'
import { knowsItsRoutes } from '../planting/request-log.ts'
import { startRehearsal } from '../planting/start-rehearsal.ts'
import { beOnPlatform } from '../runbook/current-world.ts'

const startTimeoutMs = 240_000

// A spec that brings a failure about has a platform of its own, in the state that its folder names.
beforeAll(async () => {
  const { place } = inject('run')
  if (place.kind !== 'per-file') return undefined
  const platform = await startRehearsal({
    postgres: place.postgres,
    profile: place.profile,
    provisioned: expect.getState().testPath?.includes('/provisioned/') ?? false,
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
