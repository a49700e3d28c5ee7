import { randomUUID } from 'node:crypto'
import { execa } from 'execa'
import { ConnectionUrl, Secret } from '../evidence/secret.ts'
import { HerokuCliError } from './cli-error.ts'
import { cliEnvironment } from './environment.ts'
import { CliOutput } from './output.ts'

/** A value set into a command: it stays one argument whatever is in it, and a secret one is kept out of the command line. */
export type Argument = string | number | Secret | ConnectionUrl

/** Runs a Heroku command as the runbook has it, with `-a <app>` appended; resolves with what it printed. */
export type Heroku = (strings: TemplateStringsArray, ...values: readonly Argument[]) => Promise<CliOutput>

/** How a command ended. What it printed is as it stood, passwords and all. */
export interface CliEnding {
  readonly stdout: string
  /** There where it ended otherwise than with exit status 0. */
  readonly failure?: {
    readonly exitCode: number | undefined
    readonly said: string
    readonly interrupted: boolean
  }
  readonly durationMs: number
}

/** Brings a command about, given as it is displayed: by starting it, now or when its turn comes, or in another way. */
export type RunCommand = (command: string, start: () => Promise<CliEnding>) => Promise<CliEnding>

export interface CliOptions {
  /** The executable: `heroku`, or a path to it. */
  readonly bin: string
  readonly app: string
  readonly env: NodeJS.ProcessEnv
  /** Ends a command under way when the run is interrupted. */
  readonly signal: () => AbortSignal | undefined
  /** Told of each command before it runs, masked, and of its length in milliseconds after. */
  readonly onCall?: (command: string, durationMs: number) => void
  /** Without it a command is started at once. */
  readonly run?: RunCommand | undefined
}

/** The CLI gives up on a silent server after 60 s; a command that takes longer than this is not going to end. */
const commandTimeoutMs = 120_000

/**
 * Returns the driver of the real Heroku CLI for one app. No shell is involved. It rejects with
 * {@link HerokuCliError} on any exit status but 0; that a command exits 0 is still no proof that it did anything.
 */
export function herokuCli(options: CliOptions): Heroku {
  const { run = (_command, begin) => begin() } = options
  return async (strings, ...values) => {
    const command = displayed(strings, values, options.app)
    const { stdout, failure, durationMs } = await run(command, () => start(options, strings, values))
    options.onCall?.(command, durationMs)
    if (failure) throw new HerokuCliError(command, failure)
    return new CliOutput(stdout)
  }
}

async function start(
  options: CliOptions,
  strings: TemplateStringsArray,
  values: readonly Argument[],
): Promise<CliEnding> {
  const startedAt = performance.now()
  const { texts, hidden } = hideSecrets(values)
  const signal = options.signal()
  const result = await execa({
    env: {
      ...cliEnvironment(options.env),
      NODE_OPTIONS: preloaded('hidden-arguments.mjs', 'without-crash-reporter.mjs'),
      RUNBOOK_HIDDEN_ARGUMENTS: JSON.stringify(hidden),
    },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    timeout: commandTimeoutMs,
    ...(signal && { cancelSignal: signal }),
  })(...execaTemplate(strings), options.bin, ...texts, options.app)
  const ending = { stdout: result.stdout ?? '', durationMs: performance.now() - startedAt }
  if (!result.failed) return ending
  const started = result.exitCode !== undefined || result.signal !== undefined
  const said = result.timedOut
    ? 'Request timed out'
    : started
      ? result.stderr
      : (result.code ?? 'could not be started')
  return { ...ending, failure: { exitCode: result.exitCode, said, interrupted: result.isCanceled } }
}

/** The modules that are loaded into the CLI's process before the CLI is; the quotes are for a path with a space. */
function preloaded(...files: readonly string[]): string {
  return files.map((file) => `--import "${new URL(file, import.meta.url).href}"`).join(' ')
}

/** Returns what `heroku --version` prints first, e.g. `heroku/11.10.0 linux-x64 node-v20.20.2`. */
export async function herokuVersion(bin: string, env: NodeJS.ProcessEnv): Promise<string> {
  const result = await execa(bin, ['--version'], {
    env: cliEnvironment(env),
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  })
  if (!result.failed) return result.stdout.split('\n')[0] ?? ''
  throw new HerokuCliError('heroku --version', {
    exitCode: result.exitCode,
    said: result.exitCode === undefined ? (result.code ?? '') : result.stderr,
  })
}

/** Returns the command as the runbook would print it, secrets as `***`. */
export function displayed(strings: TemplateStringsArray, values: readonly Argument[], app: string): string {
  return `heroku ${String.raw({ raw: strings }, ...values)} -a ${app}`
}

function hideSecrets(values: readonly Argument[]): { texts: string[]; hidden: Record<string, string> } {
  const hidden: Record<string, string> = {}
  const texts = values.map((value) => {
    if (!(value instanceof Secret || value instanceof ConnectionUrl)) return String(value)
    const placeholder = `<secret:${randomUUID()}>`
    hidden[placeholder] = value.reveal()
    return placeholder
  })
  return { texts, hidden }
}

/** `${bin} <the command> -a ${app}` as a template of execa's, whose parser keeps each value one argument. */
function execaTemplate(strings: TemplateStringsArray): [TemplateStringsArray] {
  const widen = (parts: readonly string[]): string[] => {
    const [first = '', ...rest] = parts
    const last = rest.pop()
    return last === undefined ? ['', ` ${first} -a `, ''] : ['', ` ${first}`, ...rest, `${last} -a `, '']
  }
  return [Object.assign(widen(strings), { raw: widen(strings.raw) })]
}
