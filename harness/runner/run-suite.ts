import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createVitest, type Reporter } from 'vitest/node'
import { makeOwnFolder, withTemporaryDirectory } from '../planting/own-folder.ts'
import type { ReportItem } from '../report/report.ts'
import type { Emit } from '../report/run-event.ts'
import type { RunSettings } from '../runbook/run-settings.ts'
import { walksOnce } from './built-harness.ts'
import { ItemReporter } from './item-reporter.ts'
import { keepingOurSignals } from './own-signals.ts'
import { harnessProject, type SuiteName } from './suites.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface SuiteRun {
  /** The projects of vitest.config.ts to run. */
  readonly projects: readonly (SuiteName | typeof harnessProject)[]
  /** Spec files of theirs, from the project's root; all where none is named. */
  readonly files?: readonly string[]
  readonly provide:
    | { readonly run: RunSettings }
    | {
        readonly postgres: 'embedded' | 'container' | 'system'
        readonly profile: 'rds' | 'classic'
      }
  /** Vitest's own reporter beside ours. */
  readonly reporters?: readonly Reporter[]
  /** Whether spec files share a module graph that do not as a rule: what they do changes nothing. */
  readonly isolate?: false
  readonly emit: Emit
  /** Stops the run after the item at hand: what was not reached is reported so. */
  readonly signal: AbortSignal
}

/**
 * Runs projects of vitest.config.ts, as `npx vitest run --project` does, and returns their items; what the run is about is
 * said here instead of in the shell. Vitest's own exit status is not asked: an all-skipped run would be 0.
 */
export async function runSuite(run: SuiteRun): Promise<readonly ReportItem[]> {
  const reporter = new ItemReporter(run.emit)
  // Vitest hands modules to its workers through files, which a run that is killed outright leaves.
  const folder = makeOwnFolder()
  process.env[walksOnce] = 'yes'
  const vitest = await keepingOurSignals(() =>
    withTemporaryDirectory(folder, () =>
      createVitest('test', {
        root,
        project: [...run.projects],
        watch: false,
        run: true,
        reporters: [reporter, ...(run.reporters ?? [])],
        provide: { ...run.provide },
        ...(run.isolate === false && { isolate: false }),
        allowOnly: false,
      }),
    ),
  ).finally(() => delete process.env[walksOnce])
  const stop = (): void => void vitest.cancelCurrentRun('keyboard-input')
  run.signal.addEventListener('abort', stop, { once: true })
  try {
    if (!run.signal.aborted) await vitest.start(run.files && [...run.files]).catch(noFiles)
    if (!run.signal.aborted) reporter.expect(run.projects, run.files)
  } finally {
    run.signal.removeEventListener('abort', stop)
    await vitest.close()
    await rm(folder, { recursive: true, force: true })
    // Vitest sets it for its own results; the run's exit status is told from the items.
    process.exitCode = undefined
  }
  return reporter.items
}

/** That there is no file to run is told by the items that are missing. */
function noFiles(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'VITEST_FILES_NOT_FOUND') return undefined
  throw error
}
