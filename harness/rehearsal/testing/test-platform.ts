import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { compiledFolder } from '../../typescript/kept.mjs'
import type { ReadyContent } from '../command/ready-file.ts'
import { createRunFolder } from '../process/run-folder.ts'
import { eventually } from './eventually.ts'
import { postgresBase, postgresProfile } from './postgres-base.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const withoutCrashReporter = new URL('../../heroku/in-cli/without-crash-reporter.mjs', import.meta.url).href

/** A platform in a process of its own, as `pnpm platform` starts it, and the real CLI pointed at it. */
export type TestPlatform = Awaited<ReturnType<typeof startTestPlatform>>

/** Runs `pnpm platform` with these arguments and returns the process, whose standard input it stops with. */
export function platformProcess(...args: string[]) {
  return execa(process.execPath, ['./harness/typescript/run.mjs', main, '--stop-with-parent', ...args], {
    reject: false,
    stdin: 'pipe',
    all: true,
    // A container that is being started is waited for before it is stopped.
    forceKillAfterDelay: 60_000,
  })
}

/** Starts a platform; resolves once its ready file is there. Throws what it printed where it ends before. */
export async function startTestPlatform(...args: string[]) {
  // A run folder of the test's own: it goes with the test, whatever ends that.
  const home = await createRunFolder()
  const readyFile = join(home.path, 'ready.json')
  const base = ['--postgres', postgresBase(), '--profile', postgresProfile()]
  const platform = platformProcess('--ready-file', readyFile, ...base, ...args)
  const ready = await Promise.race([
    eventually('the ready file', (): ReadyContent => JSON.parse(readFileSync(readyFile, 'utf8'))),
    platform.then(({ all }) => {
      throw new Error(`The platform ended before it was ready: ${all}`)
    }),
  ])
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home.path,
    ...ready.env,
    NO_COLOR: '1',
    OCLIF_COLUMNS: '500',
    HEROKU_LOGS_COLOR: '0',
    // Most of what a command costs is loading the CLI.
    NODE_COMPILE_CACHE: compiledFolder,
  }
  // What half of a command's time is loaded for, and never started (docs/decisions/007): no command differs by it.
  const quickly = { ...env, NODE_OPTIONS: `--import "${withoutCrashReporter}"` }

  const cli = (shell: NodeJS.ProcessEnv, command: readonly string[]) =>
    execa(ready.herokuBin, command, { env: shell, extendEnv: false, reject: false, stdin: 'ignore' })
  /** The real CLI, not waited for: a tail ends by a signal only. */
  const herokuProcess = (...command: string[]) => cli(quickly, command)

  return {
    ready,
    readyFile,
    runFolder: dirname(dirname(dirname(ready.shellFile))),
    process: platform,
    herokuProcess,
    /** The real CLI, run to its end. */
    async heroku(...command: string[]) {
      const { exitCode, stdout, stderr } = await herokuProcess(...command)
      return { exitCode, stdout, stderr }
    },
    /** The same as a shell starts it, crash reporter and all. */
    wholeHeroku: (...command: string[]) => cli(env, command),
    /** A request with the API key; the body is sent as JSON. */
    request: (method: string, path: string, body?: unknown) =>
      fetch(`${ready.herokuHost}${path}`, {
        method,
        headers: { authorization: `Bearer ${ready.herokuApiKey}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    async stop() {
      platform.kill('SIGTERM')
      await platform
      await home.remove()
    },
  }
}
