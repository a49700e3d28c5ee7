import { inWords, type MigrationsVerdict } from './check-migrations.ts'
import type { MigrationFinding } from './finding.ts'

/** GitHub shows ten of a kind for a step (GitHub Actions documentation, Limitations of annotations). */
const shownAtMost = 10

/** The verdict as workflow commands, by which GitHub marks the lines of a pull request. */
export function annotations({ findings, open }: MigrationsVerdict): string {
  const errors = findings.filter(({ level }) => level === 'error').map((finding) => command('error', finding))
  const warnings = findings
    .filter(({ level }) => level === 'warning')
    .map((finding) => command('warning', finding))
  const untold = open.map((one) => {
    const at = `file=${property(one.file)},line=${one.line},title=${property('not told')}`
    return `::error ${at}::${message(inWords(one))}`
  })
  return [...limited('error', [...errors, ...untold]), ...limited('warning', warnings)]
    .map((line) => `${line}\n`)
    .join('')
}

function command(
  level: 'error' | 'warning',
  { place, code, object, expected, found, lines }: MigrationFinding,
): string {
  const said = [`${object}: expected ${expected}, found ${found}`, ...lines].join('\n')
  return `::${level} file=${property(place.file)},line=${place.line},title=${property(code)}::${message(said)}`
}

function limited(level: string, lines: readonly string[]): string[] {
  if (lines.length <= shownAtMost) return [...lines]
  const left = lines.length - shownAtMost + 1
  return [
    ...lines.slice(0, shownAtMost - 1),
    `::${level} title=check:migrations::${left} more: see the log of this step`,
  ]
}

/** As toolkit's command.ts escapes them. */
const message = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => message(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
