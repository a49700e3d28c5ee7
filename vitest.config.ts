import type { ProvidedContext } from 'vitest'
import { defineConfig } from 'vitest/config'

/** The harness's own tests. The runbook's specs are run by `harness/cli`, which knows their order and their gates. */
export default defineConfig({
  test: {
    include: ['harness/**/*.test.ts', 'fixtures/**/*.test.ts'],
    pool: 'forks',
    // Two cores, and each file may start a cluster or the Heroku CLI.
    maxWorkers: 2,
    retry: 0,
    // Where the tests have their Postgres from: `pnpm test --postgres` names it, and for a single file the variable.
    provide: {
      postgres: (process.env['RUNBOOK_TEST_POSTGRES'] ?? 'embedded') as ProvidedContext['postgres'],
    },
    // Far above what any takes: a machine that is busy is no failure, a test that hangs is.
    testTimeout: 240_000,
    hookTimeout: 120_000,
    expect: { requireAssertions: true },
  },
})
