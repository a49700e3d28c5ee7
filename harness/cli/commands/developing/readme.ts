import { readFile, writeFile } from 'node:fs/promises'
import { UsageError } from '../../../config/usage-error.ts'
import { htmlPage } from '../../../report/html.ts'
import { picture } from '../../../report/pages/picture.ts'
import { withFindings } from '../../../report/pages/readme-findings.ts'
import { type Report, readReport } from '../../../report/report.ts'

const readme = new URL('../../../../README.md', import.meta.url)
const terminal = new URL('../../../../docs/terminal.svg', import.meta.url)
const page = new URL('../../../../docs/report.html', import.meta.url)

/**
 * `pnpm readme REPORT`: from a report of `pnpm test:failure-modes --json` it rewrites the README's section of findings, from one of
 * `pnpm test:verify --json` the README's picture of a terminal and the page of HTML that it names.
 */
export async function runReadmeCommand(file: string): Promise<number> {
  const report = await reportIn(file)
  if (report?.suite === 'failure-modes')
    await writeFile(readme, withFindings(await readFile(readme, 'utf8'), report.items))
  else if (report?.suite === 'verify') {
    await writeFile(terminal, picture(report, file))
    await writeFile(page, htmlPage(report))
  } else
    throw new UsageError(
      `'${file}' is no report of the failure modes, and none of a verification: make one with \`pnpm test:failure-modes --json ${file}\`. See CONTRIBUTING.md.`,
    )
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
