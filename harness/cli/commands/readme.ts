import { readFile, writeFile } from 'node:fs/promises'
import { UsageError } from '../../config/usage-error.ts'
import { withFindings } from '../../report/readme-findings.ts'
import { type Report, readReport } from '../../report/report.ts'

const readme = new URL('../../../README.md', import.meta.url)

/** `pnpm readme REPORT`: rewrites the README's section of findings from a report of `pnpm test:failure-modes --json`. */
export async function runReadmeCommand(file: string): Promise<number> {
  const report = await reportIn(file)
  if (report?.suite !== 'failure-modes') {
    throw new UsageError(
      `'${file}' is no report of the failure modes: make one with \`pnpm test:failure-modes --json ${file}\`. See CONTRIBUTING.md.`,
    )
  }
  await writeFile(readme, withFindings(await readFile(readme, 'utf8'), report.items))
  return 0
}

/** The report that the file holds; undefined where it is not there, or holds none. */
async function reportIn(file: string): Promise<Report | undefined> {
  try {
    return readReport(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
