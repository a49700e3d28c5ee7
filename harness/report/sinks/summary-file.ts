import { appendFileSync, statSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { scrub } from '../../secrets/scrub.ts'
import type { Report } from '../report.ts'
import { makeFolderOf, notWritable } from '../report-file.ts'
import { summary } from './summary.ts'

/** GitHub drops the summary of a step whole where it is larger (GitHub Actions documentation, Adding a job summary). */
const largestSummaryBytes = 1_048_576

/**
 * Sees to it now that the file can be written, and returns what adds a report to it: a step of a job may run several
 * commands, and GitHub shows what all of them wrote. @throws UsageError for a path that cannot be written to.
 */
export function openSummaryFile(file: string): (report: Report) => Promise<void> {
  try {
    const there = statSync(file, { throwIfNoEntry: false })
    if (file === '' || (there && !there.isFile()))
      throw new Error(there?.isDirectory() ? 'it is a folder' : 'it is no ordinary file')
    makeFolderOf(file)
    appendFileSync(file, '', { mode: 0o600 })
  } catch (error) {
    throw notWritable(file, error)
  }
  return async (report) => {
    const taken = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    await appendFile(file, scrub(summary(report, largestSummaryBytes - taken)), { mode: 0o600 })
  }
}
