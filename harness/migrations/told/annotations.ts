import { workflowCommands } from '../../text/workflow-command.ts'
import { inWords, type MigrationsVerdict } from '../check-migrations.ts'

/** The verdict as workflow commands, by which GitHub marks the lines of a pull request. */
export function annotations({ findings, open }: MigrationsVerdict): string {
  const found = findings.map(({ level, place, code, object, expected, found: seen, lines }) => ({
    level,
    title: code,
    text: [`${object}: expected ${expected}, found ${seen}`, ...lines].join('\n'),
    at: { file: place.file, line: place.line },
  }))
  const untold = open.map((one) => ({
    level: 'error' as const,
    title: 'not told',
    text: inWords(one),
    at: { file: one.file, line: one.line },
  }))
  return workflowCommands([...found, ...untold], 'check:migrations')
    .map((line) => `${line}\n`)
    .join('')
}
