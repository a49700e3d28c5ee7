import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Subject } from '../config/subject.ts'
import type { Checkpoint } from '../journal/checkpoints.ts'
import { type Evidence, evidence } from '../journal/entry.ts'
import type { Counts } from './statements.ts'

/** Under what name an item of a report keeps the counts, as JSON: no text of a statement is in them. */
export const countsFact = 'statements'

/** Reports looked into, the newest first: enough for a soak that is looked at every hour. */
const reportsRead = 100

/** In bytes: a report of every suite is a tenth of it. */
const largestReport = 10_000_000

const counted = evidence.shape.counts.unwrap()
const report = z.object({
  app: z.string(),
  items: z.array(z.object({ facts: z.record(z.string(), z.string()).default({}) })),
})

/** The counts as a report keeps them. */
export function writtenCounts({ roles, ...counts }: Counts): string {
  return JSON.stringify({
    ...counts,
    roles: Object.fromEntries(roles.map(({ role, calls }) => [role, calls])),
  })
}

/**
 * Returns the counts that checkpoints and earlier reports on the app keep, the newest first. What is no report of it, or cannot be read, is
 * passed over: evidence is a file, and anybody may have put it there.
 */
export async function readEarlierCounts(
  folder: string,
  { app, environment }: Pick<Subject, 'app' | 'environment'>,
  checkpoints: readonly Checkpoint[] = [],
): Promise<Counts[]> {
  const names = await readdir(folder).catch(() => [])
  const files = names
    .flatMap((name) => {
      const [, env, stamp = ''] = /^[a-z-]+?-([^-]+)-(\d{4}-\d\d-\d\dT[\d-]+Z)\.json$/.exec(name) ?? []
      return env === environment ? [{ name, stamp }] : []
    })
    .toSorted((a, b) => (a.stamp < b.stamp ? 1 : -1))
    .slice(0, reportsRead)
  const kept = await Promise.all(files.map(({ name }) => countsIn(join(folder, name), app)))
  const ofCheckpoints = checkpoints.flatMap(({ counts }) => (counts ? [countsFrom(counts)] : []))
  return [...ofCheckpoints, ...kept.flat()].toSorted((a, b) => b.at.getTime() - a.at.getTime())
}

async function countsIn(file: string, app: string): Promise<Counts[]> {
  try {
    const there = await stat(file)
    if (!there.isFile() || there.size > largestReport) return []
    const read = report.parse(JSON.parse(await readFile(file, 'utf8')))
    if (read.app !== app) return []
    return read.items.flatMap(({ facts: { [countsFact]: text } }) =>
      text === undefined ? [] : [countsFrom(counted.parse(JSON.parse(text)))],
    )
  } catch {
    return []
  }
}

function countsFrom({ at, database, resetAt, evictions, roles }: NonNullable<Evidence['counts']>): Counts {
  return {
    at: new Date(at),
    database,
    resetAt,
    evictions,
    roles: Object.entries(roles).map(([role, calls]) => ({ role, calls })),
  }
}
