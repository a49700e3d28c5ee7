import type { PolicyInPhase } from '../config/policy.ts'
import { type Engine, isOwnCode, type MigrationFinding } from './finding.ts'
import { fingerprint, fingerprintOfOpen } from './findings/fingerprint.ts'
import { suppressed } from './findings/suppressions.ts'
import type { Migration, Open } from './migration.ts'
import { readMigrations } from './read/read-migrations.ts'

/** What is to be said of some trees of migrations. */
export interface MigrationsVerdict {
  readonly outcome: 'passed' | 'failed' | 'inconclusive'
  readonly migrations: number
  readonly findings: readonly MigrationFinding[]
  /** What keeps silence from being a pass. */
  readonly open: readonly Open[]
  readonly suppressed: readonly (MigrationFinding & { readonly reason: string })[]
  /** What could not be told and need not be, by a comment in the migration. */
  readonly letBe: readonly (Open & { readonly reason: string })[]
  /** Findings of migrations that are none of this change's. */
  readonly baseline: number
  /** What is worth saying of how it was looked at. */
  readonly remarks: readonly string[]
}

/** Runs the migrations; what it says of them. */
export interface Run {
  readonly findings: readonly MigrationFinding[]
  /** The migrations that were applied, by their files: of the others it says nothing. */
  readonly applied: ReadonlySet<string>
  readonly unread: readonly Open[]
  /** Why it stopped, where it did. */
  readonly stopped: Stop | undefined
}

/** Where running stopped, and why. */
export interface Stop extends Open {
  /** The server did not get to answer, or what it answered could not be read: nothing of the migration is known by that. */
  readonly unanswered: boolean
}

export interface CheckOptions {
  readonly engines: readonly Engine[]
  /** Whether a migration is older than the change at hand: what is of it alone counts for nothing. */
  readonly isOldFile: (file: string) => boolean
  /** Whether something is in an earlier report, by its fingerprint. */
  readonly isKnown: (fingerprint: string) => boolean
  /** A GRANT that fails where the role is not is an error, not a warning. */
  readonly strict: boolean
  readonly run: (migrations: readonly Migration[]) => Promise<Run>
}

/** Judges migrations, applied one after the other to an empty database, by one policy and in one or both ways. */
export async function checkMigrations(
  migrations: readonly Migration[],
  role: string,
  policy: PolicyInPhase,
  { engines, isOldFile, isKnown, strict, run }: CheckOptions,
): Promise<MigrationsVerdict> {
  const reading = engines.includes('read') ? await readMigrations(migrations, role, policy) : undefined
  const ran = engines.includes('run') ? await run(migrations) : undefined
  const { open: all, remarks, findings: joined } = join(migrations, reading, ran)
  const levelled = joined.map((finding) =>
    strict && finding.level === 'warning' ? { ...finding, level: 'error' as const } : finding,
  )
  const parted = suppressed(migrations, levelled, all, {
    wasRead: reading !== undefined,
    untold: [...(reading?.unread ?? []), ...(ran?.unread ?? [])],
  })
  const findings = parted.findings.filter(
    (finding) => !isOldFile(finding.place.file) && !isKnown(fingerprint(finding)),
  )
  const open = parted.open.filter((one) => !isOldFile(one.file) && !isKnown(fingerprintOfOpen(one)))
  // Of a migration that could not be followed to its end, what the model misses may be in what was not followed.
  const doubtful = new Set(open.map(({ file }) => file))
  const certain = findings.some(
    ({ level, code, engines: by, place }) =>
      level === 'error' && (isOwnCode(code) || by.includes('run') || !doubtful.has(place.file)),
  )
  return {
    outcome: certain ? 'failed' : open.length > 0 ? 'inconclusive' : 'passed',
    migrations: migrations.length,
    findings,
    open,
    suppressed: parted.suppressed,
    letBe: parted.letBe,
    baseline: parted.findings.length - findings.length + parted.open.length - open.length,
    remarks,
  }
}

interface Joined {
  readonly findings: MigrationFinding[]
  readonly open: Open[]
  readonly remarks: string[]
}

/**
 * The two ways as one. What reading could not tell, running answers, of what it applied; what only one of them finds where
 * both could look is open: one of the two is wrong.
 */
function join(
  tree: readonly Migration[],
  reading: Awaited<ReturnType<typeof readMigrations>> | undefined,
  ran: Run | undefined,
): Joined {
  const remarks: string[] = []
  if (ran?.stopped) remarks.push(`run: ${inWords(ran.stopped)}; from there on reading alone answers`)
  if (!ran) return { findings: [...(reading?.findings ?? [])], open: [...(reading?.unread ?? [])], remarks }
  if (!reading)
    return {
      findings: [...ran.findings],
      open: [...ran.unread, ...(ran.stopped ? [ran.stopped] : [])],
      remarks,
    }

  const position = new Map(tree.map(({ file }, at) => [file, at]))
  const firstUnread = Math.min(
    ...reading.unread.map(({ file }) => position.get(file) ?? 0),
    Number.POSITIVE_INFINITY,
  )
  const open: Open[] = reading.unread.filter(({ file }) => !ran.applied.has(file))
  // A statement that waits for a lock, or longer than is waited for, would hang a release too: no server lacks anything there.
  if (ran.stopped?.unanswered) open.push(ran.stopped)
  for (const one of ran.unread) if (!open.some((known) => known.why === one.why)) open.push(one)
  const byKey = new Map(ran.findings.map((finding) => [keyOf(finding), finding]))
  const findings: MigrationFinding[] = reading.findings.map((finding) => {
    const same = byKey.get(keyOf(finding))
    byKey.delete(keyOf(finding))
    if (same) return { ...finding, engines: ['read', 'run'] }
    const canBoth = ran.applied.has(finding.place.file) && !onlyRead.has(finding.code)
    if (canBoth && (position.get(finding.place.file) ?? 0) < firstUnread)
      open.push({
        ...finding.place,
        why: `reading finds ${finding.code} on ${finding.object}, and running does not`,
      })
    return finding
  })
  for (const finding of byKey.values()) {
    findings.push(finding)
    if ((position.get(finding.place.file) ?? 0) < firstUnread)
      open.push({
        ...finding.place,
        why: `running finds ${finding.code} on ${finding.object}, and reading does not`,
      })
  }
  // What reading could not follow it may see wrongly from there on: what only it finds, running has refuted.
  const kept = findings.filter(
    (finding) =>
      finding.engines.includes('run') ||
      onlyRead.has(finding.code) ||
      !ran.applied.has(finding.place.file) ||
      (position.get(finding.place.file) ?? 0) < firstUnread,
  )
  return { findings: kept.toSorted((a, b) => inTree(position, a, b)), open, remarks }
}

/** Codes that only a text has, whatever the server says of what it left. */
const onlyRead: ReadonlySet<string> = new Set([
  'unguarded-grant',
  'password-statement',
  'revoke-on-missing',
  'grant-before-create',
  'append-only-recreated',
  'object-of-another',
])

function keyOf({ code, object, place }: MigrationFinding): string {
  return [place.file, code, object].join('\0')
}

function inTree(position: ReadonlyMap<string, number>, a: MigrationFinding, b: MigrationFinding): number {
  return (position.get(a.place.file) ?? 0) - (position.get(b.place.file) ?? 0) || a.place.line - b.place.line
}

/** An open question in a line. */
export function inWords({ file, line, statement, why }: Open): string {
  return `${file}:${line}: ${why}${statement === '' ? '' : ` (\`${statement}\`)`}`
}
