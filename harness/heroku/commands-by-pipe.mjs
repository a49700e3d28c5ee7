// Loaded into the Heroku CLI's own process (NODE_OPTIONS=--import): gives it its commands, one a line, from a pipe, as every
// user of the machine can read a command line. Loading the CLI is most of what a command costs, so for each command after
// the first its entry is run once more. What ended well is followed by a line with the mark on both streams; a command that
// ends the process, as one that fails does, ends the session. So does the end of the pipe, which is that of who holds it.
import { readSync, realpathSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const pipe = 3
delete process.env.NODE_OPTIONS

let unread = Buffer.alloc(0)
let given = take()
let run = 0
if (!given) process.exit()

process.on('beforeExit', () => {
  if (process.exitCode || !given) return
  const line = `\n${given.mark}\n`
  process.stdout.write(line)
  process.stderr.write(line)
  given = take()
  // Another address is another module to Node, so that its top level runs again.
  run += 1
  if (given) void import(`${pathToFileURL(realpathSync(process.argv[1])).href}?${run}`)
})

/** Waits for the next command, and returns it and its mark; nothing where there is none any more. */
function take() {
  let end = unread.indexOf('\n')
  while (end < 0) {
    const chunk = Buffer.alloc(65_536)
    const size = readSync(pipe, chunk)
    if (size === 0) return undefined
    unread = Buffer.concat([unread, chunk.subarray(0, size)])
    end = unread.indexOf('\n')
  }
  const { mark, args } = JSON.parse(unread.subarray(0, end))
  unread = unread.subarray(end + 1)
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args)
  return { mark }
}
