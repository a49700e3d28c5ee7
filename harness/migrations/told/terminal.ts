import { inWords, type MigrationsVerdict } from '../check-migrations.ts'
import type { MigrationFinding } from '../finding.ts'

/** The verdict in words, for a terminal and a log. */
export function terminalText(verdict: MigrationsVerdict): string {
  const { findings, open, suppressed, letBe, baseline, remarks, migrations, outcome } = verdict
  const parts = [
    ...findings.map(ofFinding),
    ...(open.length > 0 ? [`Not told:\n${open.map((one) => `  ${inWords(one)}`).join('\n')}\n`] : []),
    ...remarks.map((remark) => `${remark}\n`),
    ...suppressed.map((one) => `${where(one)}: ${one.code} ${one.object} is suppressed: ${one.reason}\n`),
    ...letBe.map((one) => `${inWords(one)} is not told, and let be: ${one.reason}\n`),
  ]
  const errors = findings.filter(({ level }) => level === 'error').length
  const counts = [
    `${migrations} migrations`,
    `${errors} findings`,
    `${findings.length - errors} warnings`,
    ...(open.length > 0 ? [`${open.length} not told`] : []),
    ...(suppressed.length > 0 ? [`${suppressed.length} suppressed`] : []),
    ...(letBe.length > 0 ? [`${letBe.length} let be`] : []),
    ...(baseline > 0 ? [`${baseline} of older migrations left out`] : []),
  ]
  return `${[...parts, `${outcome}: ${counts.join(', ')}`].join('\n')}\n`
}

function ofFinding(finding: MigrationFinding): string {
  const { code, level, object, expected, found, consequence, help, lines, mendedIn, place } = finding
  return [
    `${where(finding)}: ${level} ${code}: ${object}`,
    `  ${place.statement}`,
    `  expected ${expected}`,
    `  found ${found}`,
    `  ${consequence}`,
    ...(mendedIn === undefined ? [] : [`  ${mendedIn} mends it, too late for the deploys in between.`]),
    ...(lines.length === 0 ? [`  ${help}.`] : [`  ${help}:`, ...lines.map((line) => `    ${line}`)]),
    '',
  ].join('\n')
}

const where = ({ place }: MigrationFinding): string => `${place.file}:${place.line}`
