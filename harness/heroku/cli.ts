import { ConnectionUrl, Secret } from '../secrets/secret.ts'
import { HerokuCliError } from './cli-error.ts'
import type { CliEnding, CliProcess, CommandLine } from './cli-session.ts'
import { type Sessions, sessionsFor } from './cli-sessions.ts'
import { CliOutput } from './output.ts'
import { readsTogether } from './reads/reads-together.ts'

/** A value set into a command: it stays one argument whatever is in it, and a secret one is kept out of the command line. */
export type Argument = string | number | Secret | ConnectionUrl

/** Runs a Heroku command as the runbook has it, with `-a <app>` appended where it is about one; resolves with what it printed. */
export type Heroku = (strings: TemplateStringsArray, ...values: readonly Argument[]) => Promise<CliOutput>

/** Brings a command about, given as it is displayed: by starting it, now or when its turn comes, or in another way. */
export type RunCommand = (command: string, start: () => Promise<CliEnding>) => Promise<CliEnding>

export interface CliOptions extends CliProcess {
  readonly app: string
  /** Ends a command under way when the run is interrupted. */
  readonly signal: () => AbortSignal | undefined
  /** Where commands are run; without it, in the processes of this shell. */
  readonly sessions?: Sessions | undefined
  /** Told of each command that ran, masked, and of its length in milliseconds, when it has ended. */
  readonly onCall?: (command: string, durationMs: number) => void
  /** Without it a command is started at once. */
  readonly run?: RunCommand | undefined
}

/**
 * Returns the driver of the real Heroku CLI for one app. It rejects with {@link HerokuCliError} on any exit status but 0;
 * that a command exits 0 is still no proof that it did anything.
 */
export function herokuCli(options: CliOptions): Heroku {
  const { sessions = sessionsFor(options), signal } = options
  return driver(options, async (line) => {
    const [ending] = await sessions.run([line], signal())
    return ending as CliEnding
  })
}

/** The same for commands that only look: those asked for at one moment share a process of the CLI. */
export function herokuReads(options: CliOptions): Heroku {
  const { sessions = sessionsFor(options), signal } = options
  return driver(options, readsTogether(sessions, signal))
}

function driver(options: CliOptions, start: (line: CommandLine) => Promise<CliEnding>): Heroku {
  const { app, run = (_command, begin) => begin() } = options
  return async (strings, ...values) => {
    const command = displayed(strings, values, app)
    const line = {
      args: [...wordsOf(strings, values.map(revealed)), ...appended(strings, app)],
      hasSecret: values.some(isSecret),
    }
    const { stdout, stderr, failure, durationMs, unasked } = await run(command, () => start(line))
    if (!unasked) options.onCall?.(command, durationMs)
    if (failure) throw new HerokuCliError(command, failure)
    return new CliOutput(stdout, stderr)
  }
}

/** The commands that are about the CLI or its login, and take no app. */
const ofNoApp = ['--version', 'auth:whoami']

const appended = ([first = '']: TemplateStringsArray, app: string): string[] =>
  ofNoApp.includes(first) ? [] : ['-a', app]

/** Returns the command as the runbook would print it, secrets as `***`. */
export function displayed(strings: TemplateStringsArray, values: readonly Argument[], app: string): string {
  return ['heroku', String.raw({ raw: strings }, ...values), ...appended(strings, app)].join(' ')
}

const isSecret = (value: Argument): value is Secret | ConnectionUrl =>
  value instanceof Secret || value instanceof ConnectionUrl

const revealed = (value: Argument): string => (isSecret(value) ? value.reveal() : String(value))

/** The words of a command: what stands in it is split at spaces, what was set into it never is. */
function wordsOf(strings: TemplateStringsArray, values: readonly string[]): string[] {
  const words = ['']
  strings.forEach((text, at) => {
    const [first = '', ...rest] = text.split(/ +/)
    words.push(`${words.pop()}${first}`, ...rest)
    const value = values[at]
    if (value !== undefined) words.push(`${words.pop()}${value}`)
  })
  return words
}
