import type { Report } from '../../report/report.ts'
import { runHarnessTests } from '../../runner/harness-tests.ts'
import type { Options } from '../options.ts'
import { runCommand } from '../run/run-command.ts'
import { failureModeFiles, reproduceFailureModes } from './failure-modes.ts'
import { rehearsedApps, walkTheRunbook } from './rehearse.ts'

/** Runs every spec in rehearsal, then the harness's own tests, and returns one report of all of them. */
export function runTestCommand({ postgres = 'embedded', json }: Options): Promise<Report> {
  return runCommand({
    suite: 'test',
    env: 'rehearsal',
    app: rehearsedApps(),
    jsonFile: json,
    work: async (progress, signal) => {
      // First, since a base that this machine does not have is then refused at once.
      const walked = await walkTheRunbook(postgres, progress, signal)
      const reproduced = await reproduceFailureModes(failureModeFiles(), postgres, progress, signal)
      const tested = signal.aborted ? [] : await runHarnessTests(postgres, signal)
      return [...walked, ...reproduced, ...tested]
    },
  })
}
