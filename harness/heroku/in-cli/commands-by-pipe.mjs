// Loaded into the Heroku CLI's own process (NODE_OPTIONS=--import): gives it its commands, one a line, from a pipe, as every
// user of the machine can read a command line. Loading the CLI is most of what a command costs, so for each command after
// the first its entry is run once more. What ended well is followed by a line with the mark on both streams; a command that
// ends the process, as one that fails does, ends the session. So does the end of the pipe, which is that of who holds it:
// at once where a command is under way. Who was killed has let go of the lock, and another run may change the app by now.
import { realpathSync } from 'node:fs'
import { Socket } from 'node:net'
import { pathToFileURL } from 'node:url'

delete process.env.NODE_OPTIONS
// Each command listens to them anew, and Node would warn on one of them from the eleventh on.
for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(0)

const pipe = new Socket({ fd: 3, readable: true, writable: false }).setEncoding('utf8')
let unread = ''
/** The command under way, with the mark that follows it. */
let given
let isOver = false
let heard = () => {}
pipe.on('data', (chunk) => {
  unread += chunk
  heard()
})
const over = () => {
  isOver = true
  if (given) process.kill(process.pid, 'SIGKILL')
  heard()
}
pipe.on('end', over).on('error', over)

let run = 0
if (!(await take())) process.exit()

process.on('beforeExit', () => {
  if (!process.exitCode && given) void goOn()
})

/** Marks the end of the command under way, and runs the next one where there is one. */
async function goOn() {
  const line = `\n${given.mark}\n`
  given = undefined
  process.stdout.write(line)
  process.stderr.write(line)
  // Another address is another module to Node, so that its top level runs again.
  run += 1
  if (await take()) await import(`${pathToFileURL(realpathSync(process.argv[1])).href}?${run}`)
}

/** Waits for the next command and puts it where the CLI reads it. Returns whether there was one. */
async function take() {
  pipe.ref()
  await new Promise((resolve) => {
    heard = () => {
      if (unread.includes('\n') || isOver) resolve()
    }
    heard()
  })
  // What the command does keeps the process, and not that there may be another.
  pipe.unref()
  const end = unread.indexOf('\n')
  if (end < 0) return false
  const { mark, args } = JSON.parse(unread.slice(0, end))
  unread = unread.slice(end + 1)
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args)
  // Told so in this way too, the CLI does not start git twice for each command to ask which app may be meant.
  const app = args.lastIndexOf('-a') + 1
  if (app > 0) process.env.HEROKU_APP = args[app]
  else delete process.env.HEROKU_APP
  given = { mark }
  return true
}
