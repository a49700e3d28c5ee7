import { DefaultReporter } from 'vitest/node'
import { loadConfig } from '../../../config/load.ts'
import { subjectOf } from '../../../config/subject.ts'
import type { Report } from '../../../report/report.ts'
import { runSuite } from '../../../runner/run-suite.ts'
import { harnessProject } from '../../../runner/suites.ts'
import { type Options, reportFilesOf } from '../../options.ts'
import { runCommand } from '../../run/run-command.ts'
import { sideBySide } from '../../run/side-by-side.ts'
import { rehearsedApps, walkTheRunbook } from '../preparing/rehearse.ts'
import { reproduceFailureModes } from './failure-modes.ts'

/** Runs every spec in rehearsal, then the harness's own tests, and returns one report of all of them. */
export async function runTestCommand({
  postgres = 'embedded',
  profile = 'rds',
  ...files
}: Options): Promise<Report> {
  return runCommand({
    suite: 'test',
    env: 'rehearsal',
    app: await rehearsedApps(),
    files: reportFilesOf(files),
    async work(emit, signal) {
      const place = { kind: 'per-file', postgres, profile } as const
      const subject = subjectOf(await loadConfig())
      // The walk goes step by step and waits a good part of its time, on a machine that can do more meanwhile.
      await sideBySide(
        (tell) => walkTheRunbook({ postgres, profile }, tell, signal),
        (tell) => reproduceFailureModes(undefined, { subject, place, env: process.env, emit: tell, signal }),
        emit,
      )
      if (signal.aborted) return
      const reporters = [new DefaultReporter()]
      await runSuite({ projects: [harnessProject], provide: { postgres, profile }, reporters, emit, signal })
    },
  })
}
