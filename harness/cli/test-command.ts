import { fileURLToPath } from 'node:url'
import { createVitest } from 'vitest/node'
import { exitStatus, type Report } from '../report/report.ts'
import { runFailureModesCommand } from './failure-modes-command.ts'
import type { Options } from './options.ts'
import { runRehearseCommand } from './rehearse-command.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly exitStatus: number
}

/** Runs the harness's own tests, then every spec in rehearsal; returns 0 only where all of them held. */
export async function runTestCommand(options: Options): Promise<number> {
  const parts = [
    await runHarnessTests(options.postgres),
    tally(await runRehearseCommand(options)),
    tally(await runFailureModesCommand([], { ...options, env: 'rehearsal' })),
  ]
  const sum = (of: 'passed' | 'failed' | 'skipped'): number =>
    parts.reduce((total, part) => total + part[of], 0)
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`)
  return parts.find((part) => part.exitStatus !== exitStatus.passed)?.exitStatus ?? exitStatus.passed
}

function tally(report: Report): Tally {
  const count = (...outcomes: string[]): number =>
    report.items.filter(({ outcome }) => outcomes.includes(outcome)).length
  return {
    passed: count('passed'),
    failed: count('failed', 'inconclusive'),
    skipped: count('not-run', 'needs-live'),
    exitStatus: report.exitStatus,
  }
}

/** `vitest run` with the project's vitest.config.ts. A run of no test is not a pass. */
async function runHarnessTests(postgres: Options['postgres']): Promise<Tally> {
  const vitest = await createVitest('test', {
    root,
    watch: false,
    run: true,
    ...(postgres && { provide: { postgres } }),
  })
  const { testModules, unhandledErrors } = await vitest.start()
  await vitest.close()
  process.exitCode = undefined
  const tests = testModules.flatMap((module) => [...module.children.allTests()])
  const count = (state: string): number => tests.filter((test) => test.result().state === state).length
  const held = tests.length > 0 && unhandledErrors.length === 0 && testModules.every((module) => module.ok())
  return {
    passed: count('passed'),
    failed: count('failed') + testModules.filter((module) => module.errors().length > 0).length,
    skipped: count('skipped'),
    exitStatus: held ? exitStatus.passed : exitStatus.failed,
  }
}
