// Loaded into the Heroku CLI's own process (NODE_OPTIONS=--import): gives it its commands from a variable that only this
// user can read, and that is gone before the CLI runs, since every user of the machine can read a command line. For each
// command after the first the CLI's entry is run once more, as loading the CLI is most of what a command costs. What ended
// well is followed by a line with the mark on both streams; a command that ends the process, as one that fails does,
// leaves the rest undone.
import { realpathSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'

const { mark, commands } = JSON.parse(process.env.RUNBOOK_HEROKU_COMMANDS)
delete process.env.RUNBOOK_HEROKU_COMMANDS
delete process.env.NODE_OPTIONS

let current = 0
let begunAt = 0
give()

process.on('beforeExit', () => {
  if (process.exitCode || current === commands.length) return
  const line = `\n${mark} ${Math.round(performance.now() - begunAt)}\n`
  begunAt = performance.now()
  process.stdout.write(line)
  process.stderr.write(line)
  current += 1
  if (current === commands.length) return
  give()
  // Another address is another module to Node, so that its top level runs again.
  void import(`${pathToFileURL(realpathSync(process.argv[1])).href}?${current}`)
})

function give() {
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...commands[current])
}
