import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
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
  /** Resolves once that has this form, or the command has ended. */
  printed(form: RegExp): Promise<void>
  /** Types it. */
  type(text: string): void
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
    async printed(form) {
      const seen = new Promise<void>((resolve) => {
        const look = (): void => {
          if (form.test(shown())) resolve()
        }
        child.all.on('data', look)
        look()
      })
      await Promise.race([seen, ended])
    },
    type: (text) => void child.stdin.write(text),
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`
