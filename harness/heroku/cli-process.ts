import { randomUUID } from 'node:crypto'
import { execa } from 'execa'
import { cliEnvironment } from './environment.ts'

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

export interface CliProcess {
  /** The executable: `heroku`, or a path to it. */
  readonly bin: string
  readonly env: NodeJS.ProcessEnv
  /** Ends a command under way when the run is interrupted. */
  readonly signal: () => AbortSignal | undefined
}

/** What the CLI is given. */
export interface CommandLine {
  readonly args: readonly string[]
  /** The same with secrets as `***`: all that other users of the machine can read of it. */
  readonly shown: readonly string[]
}

/** The CLI gives up on a silent server after 60 s; a command that takes longer than this is not going to end. */
const commandTimeoutMs = 120_000

/**
 * Runs commands one after the other in one process of the CLI, no shell involved, until one of them ends the process, as
 * one that fails does. Returns how those ended that were run: the first, at least. Loading the CLI is five sixths of what a
 * command costs (heroku 11.10.0).
 */
export async function runInOneProcess(
  { bin, env, signal }: CliProcess,
  commands: readonly CommandLine[],
): Promise<CliEnding[]> {
  const startedAt = performance.now()
  const mark = randomUUID()
  const cancelSignal = signal()
  const result = await execa(bin, commands[0]?.shown ?? [], {
    env: {
      ...cliEnvironment(env),
      NODE_OPTIONS: preloaded('commands-by-environment.mjs', 'without-crash-reporter.mjs'),
      RUNBOOK_HEROKU_COMMANDS: JSON.stringify({ mark, commands: commands.map(({ args }) => args) }),
    },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    timeout: commandTimeoutMs * commands.length,
    ...(cancelSignal && { cancelSignal }),
  })
  const stdout = partsOf(result.stdout ?? '', mark)
  const endings: CliEnding[] = stdout.marked
  if (endings.length === commands.length) return endings
  const before = endings.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const last = { stdout: stdout.rest, durationMs: performance.now() - startedAt - before }
  if (!result.failed) return [...endings, last]
  const started = result.exitCode !== undefined || result.signal !== undefined
  const said = result.timedOut
    ? 'Request timed out'
    : started
      ? partsOf(result.stderr ?? '', mark).rest
      : (result.code ?? 'could not be started')
  return [
    ...endings,
    { ...last, failure: { exitCode: result.exitCode, said, interrupted: result.isCanceled } },
  ]
}

/** What each command printed that ended well, and how long it took; and what was printed after those. */
function partsOf(
  output: string,
  mark: string,
): { marked: { stdout: string; durationMs: number }[]; rest: string } {
  const pieces = output.split(new RegExp(`\\n?\\n${mark} (\\d+)(?:\\n|$)`))
  const rest = pieces.pop() ?? ''
  const marked = []
  for (let at = 0; at < pieces.length; at += 2)
    marked.push({ stdout: pieces[at] ?? '', durationMs: Number(pieces[at + 1]) })
  return { marked, rest }
}

/** The modules that are loaded into the CLI's process before the CLI is; the quotes are for a path with a space. */
function preloaded(...files: readonly string[]): string {
  return files.map((file) => `--import "${new URL(file, import.meta.url).href}"`).join(' ')
}
