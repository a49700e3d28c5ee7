import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { UsageError } from '../../config/usage-error.ts'
import { withFindings } from '../../report/readme-findings.ts'
import type { ReportItem } from '../../report/report.ts'

const readme = new URL('../../../README.md', import.meta.url)
const report = z.object({ suite: z.literal('failure-modes'), items: z.array(z.custom<ReportItem>()) })

/** `pnpm readme REPORT`: rewrites the README's section of findings from a report of `pnpm test:failure-modes --json`. */
export async function runReadmeCommand(file: string): Promise<number> {
  const parsed = report.safeParse(await jsonIn(file))
  if (!parsed.success) {
    throw new UsageError(
      `'${file}' is no report of the failure modes: make one with \`pnpm test:failure-modes --json ${file}\`. See CONTRIBUTING.md.`,
    )
  }
  await writeFile(readme, withFindings(await readFile(readme, 'utf8'), parsed.data.items))
  return 0
}

/** What the file holds; undefined where it is not there, or holds no JSON. */
async function jsonIn(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
