import { commitOfCheckout } from '../../../machine/commit.ts'
import { inWords, type MigrationsVerdict } from '../../../migrations/check-migrations.ts'
import type { MigrationFinding } from '../../../migrations/finding.ts'
import type { Migration } from '../../../migrations/migration.ts'
import { exitStatus, type Report, type ReportItem } from '../../../report/report.ts'

/** Returns a verdict on migrations as the report of a run, an item a migration, for the formats that runs are told in. */
export async function reportOfMigrations(
  verdict: MigrationsVerdict,
  migrations: readonly Migration[],
  startedAt: Date,
): Promise<Report> {
  return {
    version: 1,
    suite: 'check:migrations',
    env: 'none',
    app: `${migrations.length} migrations`,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    outcome: verdict.outcome,
    exitStatus: exitStatus[verdict.outcome],
    commit: await commitOfCheckout(),
    items: migrations.map(({ file }) => itemOf(file, verdict)),
  }
}

function itemOf(file: string, verdict: MigrationsVerdict): ReportItem {
  const own = verdict.findings.filter(({ place }) => place.file === file)
  const errors = own.filter(({ level }) => level === 'error')
  const open = verdict.open.filter((one) => one.file === file)
  const warnings = own.filter(({ level }) => level === 'warning')
  const suppressed = verdict.suppressed.filter(({ place }) => place.file === file)
  return {
    id: `migrations/${file}`,
    title: `${file} leaves the role what the policy says`,
    symptom: `${file} leaves the role something else than the policy says`,
    kind: 'check',
    required: true,
    outcome: errors.length > 0 ? 'failed' : open.length > 0 ? 'inconclusive' : 'passed',
    ...(open.length > 0 && { reason: open.map(inWords).join('\n') }),
    notes: [
      ...warnings.map(({ code, object, found }) => `warning ${code}: ${object}: ${found}`),
      ...suppressed.map(({ code, object, reason }) => `suppressed ${code}: ${object}: ${reason}`),
    ],
    durationMs: 0,
    herokuCalls: 0,
    findings: errors.map(findingOf),
  }
}

function findingOf({ place, code, object, expected, found, consequence, help, lines }: MigrationFinding) {
  return {
    code,
    object: `${object} (${place.file}:${place.line})`,
    expected,
    found,
    consequence,
    help,
    ...(lines.length > 0 && { fix: lines.join('\n'), fixKind: 'sql' as const }),
  }
}
