import { randomUUID } from 'node:crypto'
import type { Writable } from 'node:stream'
import { execa, type Result } from 'execa'
import { timeLimit } from '../machine/time-limit.ts'
import { cliEnvironment } from './environment.ts'

/** How a command ended. What it printed is as it stood, passwords and all. */
export interface CliEnding {
  readonly stdout: string
  readonly stderr?: string
  /** There where it ended otherwise than with exit status 0. */
  readonly failure?: {
    readonly exitCode: number | undefined
    readonly said: string
    readonly interrupted: boolean
  }
  readonly durationMs: number
  /** It was not run: what the one before it was told holds for it as well. */
  readonly unasked?: true
}

export interface CliProcess {
  /** The executable: `heroku`, or a path to it. */
  readonly bin: string
  readonly env: NodeJS.ProcessEnv
}

/** What the CLI is given. */
export interface CommandLine {
  readonly args: readonly string[]
  /** Whether one of them is to be kept from the other users of the machine, who can read every command line. */
  readonly hasSecret: boolean
}

/** The CLI gives up on a silent server after 60 s; a command that takes longer than this is not going to end. */
const commandTimeoutMs = 120_000

const start = ({ bin, env }: CliProcess, shown: readonly string[]) =>
  execa(bin, shown, {
    env: {
      ...cliEnvironment(env),
      NODE_OPTIONS: preloaded('commands-by-pipe.mjs', 'without-crash-reporter.mjs'),
    },
    extendEnv: false,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    buffer: false,
    reject: false,
  })

/**
 * One process of the CLI, no shell involved, which runs one command after the other until one of them ends it, as one that
 * fails does. Loading the CLI is five sixths of what a command costs (heroku 11.10.0). While it has nothing to do it waits
 * without keeping our own process, and ends with it.
 */
export class CliSession {
  readonly #process: ReturnType<typeof start>
  readonly #ended: Promise<Result>
  readonly #printed = { stdout: '', stderr: '' }
  #isOver = false
  #heard = (): void => {}

  /** Starts it for that command, which is shown in the command line unless it holds a secret. */
  constructor(cli: CliProcess, { args, hasSecret }: CommandLine) {
    // A CLI that hears nothing of the preloaded module runs this one, which does no harm.
    this.#process = start(cli, hasSecret ? ['--version'] : args)
    for (const name of ['stdout', 'stderr'] as const)
      this.#process[name].setEncoding('utf8').on('data', (chunk: string) => {
        this.#printed[name] += chunk
        this.#heard()
      })
    // Whoever has ended reads nothing more: that is seen at its end.
    this.#commands.on('error', () => {})
    this.#ended = this.#process.then((result) => {
      this.#isOver = true
      return result as Result
    })
  }

  /** Whether it can run no further command. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Runs the command, and ends the session where that is interrupted. One at a time. */
  async run({ args }: CommandLine, signal: AbortSignal | undefined): Promise<CliEnding> {
    const startedAt = performance.now()
    const mark = randomUUID()
    Object.assign(this.#printed, { stdout: '', stderr: '' })
    this.#keepsUs(true)
    const late = timeLimit(commandTimeoutMs)
    const stop = AbortSignal.any([late, ...(signal ? [signal] : [])])
    const kill = (): unknown => this.#process.kill()
    stop.addEventListener('abort', kill)
    if (stop.aborted) kill()
    this.#commands.write(`${JSON.stringify({ mark, args })}\n`)
    const result = await Promise.race([this.#marked(mark), this.#ended])
    stop.removeEventListener('abort', kill)
    const durationMs = performance.now() - startedAt
    if (result === undefined) {
      this.#keepsUs(false)
      const { stdout, stderr } = this.#printed
      return { stdout: withoutMark(stdout, mark), stderr: withoutMark(stderr, mark), durationMs }
    }
    const stdout = withoutLastNewline(this.#printed.stdout)
    // Whether it read what it was given, or said so, is not asked: a program that is no CLI may end well too.
    if (result.exitCode === 0) return { stdout, stderr: withoutLastNewline(this.#printed.stderr), durationMs }
    const started = result.exitCode !== undefined || result.signal !== undefined
    const said = late.aborted
      ? 'Request timed out'
      : started
        ? withoutLastNewline(this.#printed.stderr)
        : (result.code ?? 'could not be started')
    const interrupted = signal?.aborted === true
    return { stdout, failure: { exitCode: result.exitCode, said, interrupted }, durationMs }
  }

  /** Lets it end, and a command under way with it. */
  end(): void {
    this.#isOver = true
    this.#commands.end()
  }

  /** Resolves when both streams have come to the mark. */
  #marked(mark: string): Promise<undefined> {
    return new Promise((resolve) => {
      this.#heard = () => {
        const { stdout, stderr } = this.#printed
        if ([stdout, stderr].every((printed) => printed.endsWith(`\n${mark}\n`))) resolve(undefined)
      }
    })
  }

  get #commands(): Writable {
    return this.#process.stdio[3] as unknown as Writable
  }

  /** Whether our own process stays for it. */
  #keepsUs(keeps: boolean): void {
    const parts = [this.#process, ...this.#process.stdio] as (Partial<Unreferenced> | null)[]
    for (const part of parts) part?.[keeps ? 'ref' : 'unref']?.()
  }
}

/** A handle of Node's that may keep a process alive. */
interface Unreferenced {
  ref(): void
  unref(): void
}

const withoutLastNewline = (printed: string): string => printed.replace(/\n$/, '')

const withoutMark = (printed: string, mark: string): string =>
  withoutLastNewline(printed.slice(0, -`\n${mark}\n`.length))

/** The modules that are loaded into the CLI's process before the CLI is; the quotes are for a path with a space. */
export function preloaded(...files: readonly string[]): string {
  return files.map((file) => `--import "${new URL(`in-cli/${file}`, import.meta.url).href}"`).join(' ')
}
