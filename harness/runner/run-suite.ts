import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pLimit from 'p-limit'
import { createVitest, type Reporter, type Vitest } from 'vitest/node'
import { makeOwnFolder, withTemporaryDirectory } from '../planting/own-folder.ts'
import type { ReportItem } from '../report/report.ts'
import type { Emit } from '../report/run-event.ts'
import type { RunSettings } from '../runbook/run-settings.ts'
import { walksOnce } from './built-harness.ts'
import { ItemReporter } from './item-reporter.ts'
import { keepingOurSignals } from './own-signals.ts'
import { harnessProject, type SuiteName } from './suites.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** What is set for as long as one Vitest is made is set for the whole process. */
const oneAtATime = pLimit(1)
/** Vitest hands modules to its workers through files, which a run that is killed outright leaves. */
let ownFolder: string | undefined

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
  const vitest = await oneAtATime(() => makeVitest(run, reporter))
  const stop = (): void => void vitest.cancelCurrentRun('keyboard-input')
  run.signal.addEventListener('abort', stop, { once: true })
  try {
    if (!run.signal.aborted) await vitest.start(run.files && [...run.files]).catch(noFiles)
    if (!run.signal.aborted) reporter.expect(run.projects, run.files)
  } finally {
    run.signal.removeEventListener('abort', stop)
    await vitest.close()
    // Vitest sets it for its own results; the run's exit status is told from the items.
    process.exitCode = undefined
  }
  return reporter.items
}

function makeVitest(run: SuiteRun, reporter: Reporter): Promise<Vitest> {
  process.env[walksOnce] = 'yes'
  return keepingOurSignals(() =>
    withTemporaryDirectory(folderOfProcess(), () =>
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
}

/** It is there until the process ends: a worker of another suite that began meanwhile has its own files in it. */
function folderOfProcess(): string {
  if (ownFolder !== undefined) return ownFolder
  const folder = makeOwnFolder()
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  ownFolder = folder
  return folder
}

/** That there is no file to run is told by the items that are missing. */
function noFiles(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'VITEST_FILES_NOT_FOUND') return undefined
  throw error
}
