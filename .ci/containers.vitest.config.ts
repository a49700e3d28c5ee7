import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** The tests that need a Docker engine: no part of `pnpm test`, which a machine without one can run. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['harness/**/*.docker-test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    retry: 0,
    provide: { postgres: 'container', profile: 'rds' },
    // The first start may fetch the image.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { requireAssertions: true },
  },
})
