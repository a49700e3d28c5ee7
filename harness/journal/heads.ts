import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'

/** The end of the journal as a report of a run keeps it. */
export interface SeenHead {
  readonly n: number
  readonly hash: string
  /** Who kept it: the report's file, or whoever named it. */
  readonly by: string
}

/** In bytes: a report of every suite is a tenth of it. */
const largestReport = 10_000_000

const report = z.object({
  journal: z.object({ file: z.string(), lines: z.number(), head: z.string() }),
})

/**
 * Returns the heads of a journal that the reports in that folder keep, the oldest first. What is no report, or of another
 * journal, as one of a rehearsal platform, is passed over.
 */
export async function headsInReports(folder: string, journal: string): Promise<SeenHead[]> {
  const names = await readdir(folder).catch(() => [])
  const heads = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map((name) => headIn(join(folder, name), resolve(journal))),
  )
  return heads.flat().toSorted((a, b) => a.n - b.n)
}

async function headIn(file: string, of: string): Promise<SeenHead[]> {
  try {
    const there = await stat(file)
    if (!there.isFile() || there.size > largestReport) return []
    const { journal } = report.parse(JSON.parse(await readFile(file, 'utf8')))
    const { lines: n, head: hash } = journal
    return resolve(journal.file) === of ? [{ n, hash, by: file }] : []
  } catch {
    return []
  }
}
