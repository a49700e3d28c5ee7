import { fileURLToPath } from 'node:url'
import { createVitest } from 'vitest/node'
import type { ReportItem } from '../report/report.ts'
import type { RunSettings } from '../runbook/current-world.ts'
import { ItemReporter } from './item-reporter.ts'
import { keepingOurSignals } from './own-signals.ts'
import { PhaseOrder } from './phase-order.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface SuiteOptions {
  /** Patterns of spec files, from the project's root. */
  readonly files: readonly string[]
  readonly settings: RunSettings
  readonly started: (title: string) => void
  readonly ended: (item: ReportItem) => void
  /** Stops the run after the item at hand: what was not reached is reported so. */
  readonly signal: AbortSignal
}

/**
 * Runs spec files in Vitest, one after the other in one worker, and returns their items. Vitest's own exit status is
 * not asked: an all-skipped run would be 0.
 */
export async function runSuite({
  files,
  settings,
  started,
  ended,
  signal,
}: SuiteOptions): Promise<readonly ReportItem[]> {
  const reporter = new ItemReporter(started, ended)
  const vitest = await keepingOurSignals(() =>
    createVitest('test', {
      root,
      config: false,
      watch: false,
      include: [...files],
      reporters: [reporter],
      provide: { run: settings },
      // One worker and one module graph, so that the walk knows what came before; threads, so that a stop runs the hooks.
      pool: 'threads',
      maxWorkers: 1,
      isolate: false,
      fileParallelism: false,
      sequence: { sequencer: PhaseOrder, shuffle: false },
      retry: 0,
      bail: 0,
      cache: false,
      passWithNoTests: true,
      allowOnly: false,
    }),
  )
  const stop = (): void => void vitest.cancelCurrentRun('keyboard-input')
  signal.addEventListener('abort', stop, { once: true })
  try {
    if (!signal.aborted) await vitest.start()
  } finally {
    signal.removeEventListener('abort', stop)
    await vitest.close()
    // Vitest sets it for its own results; the run's exit status is told from the items.
    process.exitCode = undefined
  }
  return reporter.items
}
