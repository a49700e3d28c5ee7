import type { Report } from '../report/report.ts'
import { failureModeFiles, reproduceFailureModes } from './failure-modes-command.ts'
import { runHarnessTests } from './harness-tests.ts'
import type { Options } from './options.ts'
import { rehearsedApps, walkTheRunbook } from './rehearse-command.ts'
import { runCommand } from './run-command.ts'

/** Runs the harness's own tests, then every spec in rehearsal, and returns one report of all of them. */
export function runTestCommand({ postgres = 'embedded', json }: Options): Promise<Report> {
  return runCommand({
    suite: 'test',
    env: 'rehearsal',
    app: rehearsedApps(),
    jsonFile: json,
    work: async (progress, signal) => {
      const tested = await runHarnessTests(postgres, signal)
      const walked = signal.aborted ? [] : await walkTheRunbook(postgres, progress, signal)
      const reproduced = await reproduceFailureModes(failureModeFiles(), postgres, progress, signal)
      return [...tested, ...walked, ...reproduced]
    },
  })
}
