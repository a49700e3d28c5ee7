import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'

const root = fileURLToPath(new URL('../../..', import.meta.url))
// util-linux's: the macOS one takes other options.
const script = '/usr/bin/script'

/** Whether this machine can open a terminal for a test. */
export const hasTerminals = process.platform === 'linux' && existsSync(script)

/** A command on a pseudo-terminal of its own. */
export interface AtTerminal {
  readonly ended: Promise<{ readonly exitCode: number | undefined; readonly output: string }>
  /** All that the terminal shows by now. */
  readonly output: () => string
  /** Resolves once that has this form, from so many characters on, or the command has ended. */
  printed(form: RegExp, from?: number): Promise<void>
  /** Types it. */
  type(text: string): void
  /** Ends it, wherever it is. */
  end(): void
}

/** Runs a command as it runs at a terminal, from the project's root, with exactly this environment. */
export function atTerminal(
  command: readonly [string, ...string[]],
  { env, columns = 80 }: { env: NodeJS.ProcessEnv; columns?: number },
): AtTerminal {
  const line = `stty cols ${columns}; exec ${command.map(quoted).join(' ')}`
  const child = execa(script, ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd: root,
    env: { PATH: process.env['PATH'], SHELL: '/bin/sh', ...env },
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'pipe',
    // A command that waits for somebody who does not come.
    timeout: 300_000,
  })
  let output = ''
  child.all.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const shown = (): string => output.replaceAll('\r\n', '\n')
  const ended = child.then(({ exitCode }) => ({ exitCode, output: shown() }))
  return {
    ended,
    output: shown,
    async printed(form, from = 0) {
      const seen = (): boolean => form.test(onScreen(shown().slice(from)))
      while (!seen() && child.exitCode === null) await Promise.race([once(child.all, 'data'), ended])
    },
    type: (text) => void child.stdin.write(text),
    end: () => void child.kill('SIGTERM'),
  }
}

/** What stays on the screen of it: each line as it was written last, without its colours. */
export const onScreen = (output: string): string =>
  output
    .split('\n')
    .map((line) => stripVTControlCharacters(line.split('\u001b[1G').at(-1) ?? ''))
    .join('\n')

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`
