import { parseArguments } from './arguments.ts'
import { startPlatform } from './platform.ts'
import { removeReadyFile, writeReadyFile } from './ready-file.ts'
import { welcome } from './welcome.ts'

const options = parseArguments(process.argv.slice(2))

/** Resolves to the exit status once somebody wants the platform to stop; a second Ctrl+C does not wait for the end. */
const askedToStop = new Promise<number>((resolve) => {
  process.once('SIGTERM', () => resolve(0))
  process.once('SIGHUP', () => resolve(0))
  process.once('SIGINT', () => {
    resolve(130)
    process.once('SIGINT', () => process.exit(130))
  })
  if (options.stopWithParent) process.stdin.once('close', () => resolve(0)).resume()
})

const starting = startPlatform(options)
const started = await Promise.race([starting, askedToStop]).catch((error: unknown) => {
  console.error(
    `The rehearsal platform did not start: ${error instanceof Error ? error.message : String(error)}`,
  )
  return process.exit(1)
})
if (typeof started !== 'number') {
  if (options.readyFile !== undefined) writeReadyFile(options.readyFile, started.ready)
  console.log(welcome(started, options))
}

const exitStatus = await askedToStop
if (options.readyFile !== undefined) removeReadyFile(options.readyFile)
await starting.then(
  (platform) => platform.stop(),
  () => {},
)
process.exit(exitStatus)
