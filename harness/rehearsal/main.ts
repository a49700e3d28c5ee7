import { existsSync } from 'node:fs'
import { resolve as absolute, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { built } from '../typescript/built.mjs'
import { parseArguments } from './command/arguments.ts'
import { removeReadyFile, writeReadyFile } from './command/ready-file.ts'
import { welcome } from './command/welcome.ts'
import { startPlatform } from './platform.ts'
import { ConfigurationError } from './postgres/configuration-error.ts'
import type { RehearsedRunbook } from './project/rehearsed-runbook.ts'

const options = parseArguments(process.argv.slice(2))

/** Set where nobody asked for the stop: whoever started the platform is gone, maybe with a command under way. */
let orphaned = false

/** Resolves to the exit status once somebody wants the platform to stop; a second Ctrl+C does not wait for the end. */
const askedToStop = new Promise<number>((resolve) => {
  // Not `once`: a listener that is gone leaves the signal to signal-exit, which testcontainers brings, and which ends us.
  process.on('SIGTERM', () => resolve(0))
  process.on('SIGHUP', () => resolve(0))
  let interrupted = false
  process.on('SIGINT', () => {
    if (interrupted) process.exit(130)
    interrupted = true
    resolve(130)
  })
  if (options.stopWithParent) {
    process.stdin
      .once('close', () => {
        orphaned = true
        resolve(0)
      })
      .resume()
  }
})

const named = process.env['RUNBOOK_CONFIG']
/** As it was typed: `pnpm --dir` changes to another folder, and leaves the one before in INIT_CWD. */
const typed = absolute(process.env['INIT_CWD'] ?? '.', named ?? '')
const file = named
  ? existsSync(typed)
    ? typed
    : absolute(named)
  : fileURLToPath(new URL('../../runbook.config.ts', import.meta.url))
const starting = built(file)
  .then((url) => import(url) as Promise<{ runbook: RehearsedRunbook }>)
  .then(({ runbook }) => startPlatform(options, runbook, dirname(file)))
const started = await Promise.race([starting, askedToStop]).catch((error: unknown) => {
  if (error instanceof ConfigurationError) {
    console.error(error.message)
    return process.exit(2)
  }
  console.error(
    `The rehearsal platform did not start: ${error instanceof Error ? error.message : String(error)}`,
  )
  return process.exit(1)
})
if (typeof started !== 'number') {
  console.log(welcome(started, options))
  // Last: whoever waits for it may act, or end the platform, the moment it is there.
  if (options.readyFile !== undefined) writeReadyFile(options.readyFile, started.ready)
}

const exitStatus = await askedToStop
if (options.readyFile !== undefined) removeReadyFile(options.readyFile)
await starting.then(
  (platform) => platform.stop({ orphaned }),
  () => {},
)
process.exit(exitStatus)
