import { fileURLToPath } from 'node:url'
import { createVitest } from 'vitest/node'
import { exitStatus } from '../report/report.ts'
import type { Options } from './options.ts'
import { runRehearseCommand } from './rehearse-command.ts'
import { runSuiteCommand, suiteCommands } from './suite-command.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs the harness's own tests, then every suite in rehearsal; returns 0 only where all of them held. */
export async function runTestCommand(options: Options): Promise<number> {
  const statuses = [await runHarnessTests()]
  statuses.push(await runRehearseCommand(options))
  for (const command of suiteCommands)
    statuses.push(await runSuiteCommand(command, { ...options, env: 'rehearsal' }))
  return statuses.find((status) => status !== exitStatus.passed) ?? exitStatus.passed
}

/** `vitest run` with the project's vitest.config.ts. A run of no test is not a pass. */
async function runHarnessTests(): Promise<number> {
  const vitest = await createVitest('test', { root, watch: false, run: true })
  const { testModules, unhandledErrors } = await vitest.start()
  await vitest.close()
  process.exitCode = undefined
  const held =
    testModules.length > 0 && unhandledErrors.length === 0 && testModules.every((module) => module.ok())
  return held ? exitStatus.passed : exitStatus.failed
}
