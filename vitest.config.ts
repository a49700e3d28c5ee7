import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { ProvidedContext } from 'vitest'
import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { builtHarness, walksOnce } from './harness/runner/built-harness.ts'
import { PhaseOrder } from './harness/runner/phase-order.ts'
import { harnessProject, type Suite, suites } from './harness/runner/suites.ts'

type Project = NonNullable<NonNullable<ViteUserConfig['test']>['projects']>[number]

/** Each suite of the runbook is a project, and so are the harness's own tests: `npx vitest run --project verify`. */
export default defineConfig({
  test: {
    projects: [...suites.map(projectOf), harnessTests()],
    reporters: ['./harness/runner/vitest/vitest-reporter.ts'],
    experimental: { fsModuleCache: true },
    sequence: { sequencer: PhaseOrder },
    // Each file may start a cluster or the Heroku CLI, and waits for it part of its time.
    maxWorkers: 2 * availableParallelism(),
  },
})

/** The specs of a suite; `harness/runner/vitest/global-setup.ts` says where they run. */
function projectOf({ name, begins }: Suite, index: number): Project {
  const alone = begins === 'by-folder'
  return {
    plugins: process.env[walksOnce] === undefined ? [] : [builtHarness()],
    test: {
      name,
      include: [`specs/${name}/**/*.spec.ts`],
      globalSetup: ['./harness/runner/vitest/global-setup.ts'],
      setupFiles: alone ? ['./harness/runner/vitest/own-platform.setup.ts'] : [],
      // Threads, so that a stop runs the hooks.
      pool: 'threads',
      // Where files follow each other they share one worker and one module graph, so that the walk knows what came before.
      isolate: alone,
      fileParallelism: alone,
      ...(!alone && { maxWorkers: 1 }),
      // Groups run one after the other; Vitest keeps 0 for the last.
      sequence: { groupOrder: alone ? suites.length : index + 1 },
      retry: 0,
      bail: 0,
      hookTimeout: 300_000,
    },
  }
}

function harnessTests(): Project {
  return {
    test: {
      name: harnessProject,
      include: ['harness/**/*.test.ts', 'fixtures/**/*.test.ts'],
      env: { RUNBOOK_CONFIG: fileURLToPath(new URL('fixtures/stand-in/runbook.config.ts', import.meta.url)) },
      // A process for each file would begin by loading the same modules again, a quarter of all that the quick ones cost.
      pool: 'forks',
      isolate: false,
      setupFiles: ['./harness/runner/vitest/shared-process.setup.ts'],
      sequence: { groupOrder: suites.length + 1 },
      retry: 0,
      // Where the tests have their Postgres from: `pnpm test --postgres` names it, and for a single file the variable.
      provide: {
        postgres: (process.env['RUNBOOK_TEST_POSTGRES'] ?? 'embedded') as ProvidedContext['postgres'],
        profile: (process.env['RUNBOOK_TEST_PROFILE'] ?? 'rds') as ProvidedContext['profile'],
      },
      // Far above what any takes: a machine that is busy is no failure, a test that hangs is.
      testTimeout: 240_000,
      hookTimeout: 120_000,
      // So is what a test polls for: Vitest's second is less than a busy machine takes to start a process.
      expect: { requireAssertions: true, poll: { timeout: 30_000 } },
    },
  }
}
