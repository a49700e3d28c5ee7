import type { MigrationsVerdict } from '../check-migrations.ts'
import type { MigrationFinding } from '../finding.ts'
import { fingerprint, fingerprintOfOpen } from '../findings/fingerprint.ts'

/** The verdict as the JSON report has it: each finding with what it is known by, so that it serves as a baseline. */
export function jsonReport(verdict: MigrationsVerdict): string {
  const known = <T extends MigrationFinding>(finding: T) => ({
    ...finding,
    fingerprint: fingerprint(finding),
  })
  const report = {
    ...verdict,
    findings: verdict.findings.map(known),
    suppressed: verdict.suppressed.map(known),
    open: verdict.open.map((one) => ({ ...one, fingerprint: fingerprintOfOpen(one) })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
