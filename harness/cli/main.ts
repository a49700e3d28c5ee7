import { exitStatus } from '../report/report.ts'
import { scrub } from '../secrets/scrub.ts'
import { runProgram } from './program.ts'

const streams = [process.stdout, process.stderr]
// A reader that is gone (`| head`) costs the lines, and not the exit status.
for (const stream of streams) stream.on('error', () => {})

// Node would print what nobody catches as it is.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${scrub(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`)
  process.exit(exitStatus.failed)
})

const status = await runProgram(process.argv.slice(2))
// What goes through a pipe is under way still, and would be cut off with the process (Node.js documentation, "process I/O").
for (const stream of streams) await new Promise<void>((resolve) => stream.write('', () => resolve()))
process.exit(status)
