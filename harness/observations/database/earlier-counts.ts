import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Subject } from '../../config/subject.ts'
import type { Checkpoint } from '../../journal/checkpoints.ts'
import { type Evidence, evidence } from '../../journal/entry.ts'
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
  items: z.array(
    z.object({ role: z.string().optional(), facts: z.record(z.string(), z.string()).default({}) }),
  ),
})

/** The counts as a report keeps them, and Heroku's time. */
export function writtenCounts({ roles, ...counts }: Counts, herokuAt: Date): string {
  return JSON.stringify({
    ...counts,
    herokuAt,
    roles: Object.fromEntries(roles.map(({ role, calls }) => [role, calls])),
  })
}

/**
 * Returns the counts that checkpoints and earlier reports on the role keep, the newest first: another's last look is not its. What is no report of it, or cannot be read, is
 * passed over: evidence is a file, and anybody may have put it there.
 */
export async function readEarlierCounts(
  folder: string,
  { app, role, environment }: Pick<Subject, 'app' | 'role' | 'environment'>,
  checkpoints: readonly Checkpoint[] = [],
): Promise<Counts[]> {
  const names = await readdir(folder).catch(() => [])
  const ofEnvironment = new RegExp(`^[a-z-]+-${environment}-(\\d{4}-\\d\\d-\\d\\dT[\\d-]+Z)\\.json$`)
  const files = names
    .flatMap((name) => {
      const [, stamp] = ofEnvironment.exec(name) ?? []
      return stamp === undefined ? [] : [{ name, stamp }]
    })
    .toSorted((a, b) => (a.stamp < b.stamp ? 1 : -1))
    .slice(0, reportsRead)
  const kept = await Promise.all(files.map(({ name }) => countsIn(join(folder, name), { app, role })))
  const ofCheckpoints = checkpoints.flatMap(({ counts, herokuAt }) =>
    counts ? [{ ...countsFrom({ herokuAt, ...counts }), ofCheckpoint: true as const }] : [],
  )
  return [...ofCheckpoints, ...kept.flat()].toSorted((a, b) => b.at.getTime() - a.at.getTime())
}

async function countsIn(file: string, { app, role }: Pick<Subject, 'app' | 'role'>): Promise<Counts[]> {
  try {
    const there = await stat(file)
    if (!there.isFile() || there.size > largestReport) return []
    const read = report.parse(JSON.parse(await readFile(file, 'utf8')))
    if (read.app !== app) return []
    return read.items.flatMap(({ role: whose = role, facts: { [countsFact]: text } }) =>
      text === undefined || whose !== role ? [] : [countsFrom(counted.parse(JSON.parse(text)))],
    )
  } catch {
    return []
  }
}

function countsFrom({
  at,
  herokuAt,
  database,
  resetAt,
  evictions,
  roles,
}: NonNullable<Evidence['counts']>): Counts {
  return {
    at: new Date(at),
    ...(herokuAt !== undefined && { herokuAt: new Date(herokuAt) }),
    database,
    resetAt,
    evictions,
    roles: Object.entries(roles).map(([role, calls]) => ({ role, calls })),
  }
}

/**
 * Returns the look that these counts are held against: the last checkpoint since then, or where there is none the last look, so
 * that a look in between takes nothing from what the next checkpoint sees. Undefined where none can be compared.
 * @param since Heroku's time.
 */
export function heldAgainst(earlier: readonly Counts[], counts: Counts, since: Date): Counts | undefined {
  const comparable = earlier.filter(
    ({ at, herokuAt = at, database, resetAt }) =>
      database === counts.database && resetAt === counts.resetAt && at < counts.at && herokuAt >= since,
  )
  return comparable.find(({ ofCheckpoint }) => ofCheckpoint) ?? comparable[0]
}
