import { randomUUID } from 'node:crypto'
import { execa } from 'execa'
import { logplexLines } from '../app.ts'
import { HerokuCliError } from '../cli-error.ts'
import { type CliProcess, preloaded } from '../cli-session.ts'
import { cliEnvironment } from '../environment.ts'

/** What comes of a log that is followed, in its order. */
export interface LogFollower {
  /** A stream was opened: what comes next may have come before. */
  onOpened(): void
  /** A line as the CLI printed it. */
  onLine(line: string): void
}

/** So much is kept of what the CLI says last. */
const saidLength = 2_000

/**
 * Runs `heroku logs --tail` until it ends, and returns why it did. It begins with the last lines that Heroku has, as it does
 * each time it opens its stream anew.
 */
export async function followLog(
  { bin, env, app, signal }: CliProcess & { readonly app: string; readonly signal: AbortSignal },
  follower: LogFollower,
): Promise<HerokuCliError> {
  const mark = randomUUID()
  const args = ['logs', '--tail', '-n', String(logplexLines), '-a', app]
  const cli = execa(bin, args, {
    env: {
      ...cliEnvironment(env),
      // Told so in this way too, the CLI does not ask git which app may be meant.
      HEROKU_APP: app,
      RUNBOOK_STREAM_MARK: mark,
      NODE_OPTIONS: preloaded('log-stream-marks.mjs', 'without-crash-reporter.mjs'),
    },
    extendEnv: false,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    buffer: false,
    reject: false,
    cancelSignal: signal,
  })
  let said = ''
  cli.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-saidLength)
  })
  let begun = ''
  cli.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (begun + chunk).split('\n')
    // A line that is cut short by the end is none.
    begun = lines.pop() ?? ''
    for (const line of lines) {
      if (line === mark) follower.onOpened()
      else follower.onLine(line)
    }
  })
  const { exitCode, signal: endedBy, code } = await cli
  const started = exitCode !== undefined || endedBy !== undefined
  return new HerokuCliError(`heroku ${args.join(' ')}`, {
    exitCode,
    said: started ? said : (code ?? 'could not be started'),
    interrupted: signal.aborted,
  })
}
