import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { makeOwnFolder } from '../../planting/own-folder.ts'
import type { Report } from '../../report/report.ts'
import { descendants } from './processes.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const main = fileURLToPath(new URL('../main.ts', import.meta.url))

export interface CliRun {
  readonly exitCode: number | undefined
  readonly output: string
  readonly report: Report | undefined
}

/** A command under way. */
export interface StartedCli {
  readonly ended: Promise<CliRun>
  /** Resolves once it has printed something of this form, or has ended. */
  printed(form: RegExp): Promise<void>
  /** Ends it as Ctrl+C does. */
  interrupt(): void
  /** Ends its process, and leaves what that has started to itself. */
  kill(): void
  /** Ends it as a machine does that goes down: nothing of it runs any more. */
  killAll(): void
}

/** Runs a command of the project as `pnpm …` does, in a process of its own, with exactly this environment. */
export function runCli(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<CliRun> {
  return startCli(env, ...args).ended
}

/** The same, and returns while it is under way. */
export function startCli(env: NodeJS.ProcessEnv, ...args: readonly string[]): StartedCli {
  const folder = makeOwnFolder()
  const file = join(folder, 'report.json')
  const child = execa(process.execPath, ['./harness/typescript/run.mjs', main, ...args, '--json', file], {
    cwd: root,
    // What it prints is read: a CI that says so would have it in colours.
    env: {
      RUNBOOK_CONFIG: process.env['RUNBOOK_CONFIG'],
      // What other tests did was no look of this one's, nor of the user's.
      RUNBOOK_REPORTS: join(folder, 'reports'),
      ...env,
      NODE_ENV: '',
      VITEST: '',
      NO_COLOR: '1',
    },
    extendEnv: false,
    all: true,
    reject: false,
    stdin: 'ignore',
  })
  const ended = reportOf()
  async function reportOf(): Promise<CliRun> {
    try {
      const { exitCode, all } = await child
      const text = await readFile(file, 'utf8').catch(() => undefined)
      return { exitCode, output: all, report: text === undefined ? undefined : (JSON.parse(text) as Report) }
    } finally {
      await rm(folder, { recursive: true })
    }
  }
  let output = ''
  child.all.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  return {
    ended,
    async printed(form) {
      const seen = new Promise<void>((resolve) => {
        const look = (): void => {
          if (form.test(output)) resolve()
        }
        child.all.on('data', look)
        look()
      })
      await Promise.race([seen, ended])
    },
    interrupt: () => void child.kill('SIGINT'),
    kill: () => void child.kill('SIGKILL'),
    killAll() {
      const started = child.pid === undefined ? [] : descendants(child.pid)
      child.kill('SIGKILL')
      for (const { pid } of started) killIfThere(pid)
    },
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
