import type { MigrationsVerdict } from '../check-migrations.ts'
import { aboutCode, type MigrationFinding } from '../finding.ts'
import { fingerprint } from '../findings/fingerprint.ts'
import { addition, lastLine, mendingStatements } from '../mend.ts'
import type { Migration } from '../migration.ts'

const page = 'docs/migrations.md'

/** The verdict as SARIF 2.1.0 (OASIS), for code scanning. */
export function sarif(verdict: MigrationsVerdict, migrations: readonly Migration[], role: string): object {
  const all = [...verdict.findings, ...verdict.suppressed]
  const codes = [...new Set(all.map(({ code }) => code))].toSorted()
  const byFile = new Map(migrations.map((migration) => [migration.file, migration]))
  const result = (finding: MigrationFinding) => ({
    ruleId: finding.code,
    ruleIndex: codes.indexOf(finding.code),
    level: finding.level,
    message: {
      text: `${finding.object}: expected ${finding.expected}, found ${finding.found}. ${finding.consequence}`,
    },
    locations: [location(finding.place.file, finding.place.line)],
    partialFingerprints: { 'migration/v1': fingerprint(finding) },
    ...fixesOf(finding, byFile.get(finding.place.file), role),
  })
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'check:migrations',
            rules: codes.map((code) => {
              const { consequence, help } = aboutCode(code)
              return {
                id: code,
                shortDescription: { text: code.replaceAll('-', ' ') },
                fullDescription: { text: consequence },
                help: { text: `${help}. See ${page}.` },
              }
            }),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: verdict.open.length === 0,
            toolExecutionNotifications: verdict.open.map(({ file, line, why }) => ({
              level: 'error',
              message: { text: why },
              locations: [location(file, line)],
            })),
          },
        ],
        results: [
          ...verdict.findings.map(result),
          ...verdict.suppressed.map((finding) => ({
            ...result(finding),
            suppressions: [{ kind: 'inSource', justification: finding.reason }],
          })),
        ],
      },
    ],
  }
}

function location(file: string, line: number): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
      region: { startLine: line },
    },
  }
}

/** What is to be added stands after the last line of what goes up. */
function fixesOf(finding: MigrationFinding, migration: Migration | undefined, role: string): object {
  const statements = mendingStatements([finding])
  if (statements.length === 0 || !migration) return {}
  const text = `${addition(migration, statements, role).join('\n')}\n`
  const artifactLocation = { uri: finding.place.file.split('/').map(encodeURIComponent).join('/') }
  const replacement = {
    deletedRegion: { startLine: lastLine(migration) + 1, startColumn: 1, endColumn: 1 },
    insertedContent: { text },
  }
  return {
    fixes: [
      {
        description: { text: finding.help },
        artifactChanges: [{ artifactLocation, replacements: [replacement] }],
      },
    ],
  }
}
