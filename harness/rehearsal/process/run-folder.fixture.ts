import { spawn } from 'node:child_process'
import { startServer } from '../postgres/server/server.ts'
import { createRunFolder } from './run-folder.ts'

/** A run that is killed: starts what a rehearsal starts, says what it started, and waits. */
const run = await createRunFolder()
await startServer('embedded', { name: 'database', runFolder: run.path })
// What nobody registered, and makes the folder again once it is gone.
const straggler = spawn(
  '/bin/sh',
  ['-c', 'while [ -d "$1" ]; do sleep 0.05; done; mkdir -p "$1/cli"', 'sh', run.path],
  {
    detached: true,
    stdio: 'ignore',
  },
)
// A dyno with a child of its own, in a process group of its own.
const dyno = spawn('/bin/sh', ['-c', 'sleep 600 & echo $!; wait'], {
  detached: true,
  stdio: ['ignore', 'pipe', 'ignore'],
})
dyno.stdout.on('data', (child) => {
  run.registerProcess(dyno.pid ?? 0)
  process.stdout.write(
    `${JSON.stringify({ path: run.path, dyno: dyno.pid, child: Number(child), straggler: straggler.pid })}\n`,
  )
})
