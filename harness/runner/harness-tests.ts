import { rm } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createVitest, type TestCase, type TestModule } from 'vitest/node'
import { mask } from '../evidence/mask.ts'
import { makeOwnFolder, withTemporaryDirectory } from '../planting/own-folder.ts'
import type { ReportItem } from '../report/report.ts'
import { keepingOurSignals } from './own-signals.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Runs the harness's own tests, with the project's vitest.config.ts and Vitest's own reporter, on a base of Postgres, and
 * returns them as items of the report. A file that does not load and an error outside any test are failed items, and so
 * is a run of no test.
 */
export async function runHarnessTests(
  postgres: 'embedded' | 'container' | 'system',
  signal: AbortSignal,
): Promise<readonly ReportItem[]> {
  // Vitest hands modules to its workers through files, which a run that is killed outright leaves.
  const folder = makeOwnFolder()
  const vitest = await keepingOurSignals(() =>
    withTemporaryDirectory(folder, () =>
      createVitest('test', { root, watch: false, run: true, provide: { postgres } }),
    ),
  )
  const stop = (): void => void vitest.cancelCurrentRun('keyboard-input')
  signal.addEventListener('abort', stop, { once: true })
  try {
    const { testModules, unhandledErrors } = await vitest.start()
    const items = testModules.flatMap((module) => [
      ...module.errors().map(({ message }) => broken(`${fileOf(module)} does not load`, message)),
      ...[...module.children.allTests()].map(toItem),
    ])
    const outside = unhandledErrors.map((error) => broken('an error outside any test', String(error)))
    return items.length > 0 ? [...items, ...outside] : [broken('the harness has tests', 'none was found')]
  } finally {
    signal.removeEventListener('abort', stop)
    await vitest.close()
    await rm(folder, { recursive: true, force: true })
    // Vitest sets it for its own results; the run's exit status is told from the items.
    process.exitCode = undefined
  }
}

const outcomes = { passed: 'passed', failed: 'failed', skipped: 'not-run', pending: 'not-run' } as const

function toItem(test: TestCase): ReportItem {
  const result = test.result()
  const reason =
    result.state === 'pending'
      ? 'the run was stopped before it'
      : result.state === 'skipped'
        ? (result.note ?? 'this machine lacks what it needs')
        : result.errors?.map(({ message }) => message).join('\n')
  return {
    ...blank,
    id: `${fileOf(test.module)}: ${test.fullName}`,
    title: test.fullName,
    // A test that skips itself says that this machine cannot run it; one that was not reached is a gap.
    required: result.state !== 'skipped',
    outcome: outcomes[result.state],
    ...(reason !== undefined && { reason: mask(reason) }),
    durationMs: Math.round(test.diagnostic()?.duration ?? 0),
  }
}

function broken(title: string, message: string): ReportItem {
  return {
    ...blank,
    id: `harness: ${title}`,
    title,
    required: true,
    outcome: 'failed',
    reason: mask(message),
  }
}

const blank = { kind: 'check', notes: [], durationMs: 0, herokuCalls: 0, findings: [] } as const

function fileOf(module: TestModule): string {
  return relative(root, module.moduleId).replaceAll(sep, '/')
}
