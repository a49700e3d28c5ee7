import { scrub } from '../evidence/scrub.ts'
import { exitStatus } from '../report/report.ts'
import { runProgram } from './program.ts'

// Node would print what nobody catches as it is.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${scrub(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`)
  process.exit(exitStatus.failed)
})

process.exit(await runProgram(process.argv.slice(2)))
