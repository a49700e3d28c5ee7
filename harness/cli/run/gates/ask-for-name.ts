import { createInterface } from 'node:readline/promises'

/**
 * Asks whoever sits at the terminal to type the name of the app, and returns what was typed. Undefined where nobody does: standard
 * input or the output is no terminal.
 */
export function askForName(app: string, signal: AbortSignal): Promise<string | undefined> {
  return askAtTerminal(`This changes ${app}. Type its name to go on: `, signal)
}

/** Asks whoever sits at the terminal, and returns what was typed; undefined where nobody does, or it was closed. */
export async function askAtTerminal(question: string, signal: AbortSignal): Promise<string | undefined> {
  if (!isAtTerminal()) return undefined
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  // A terminal in this mode gives Ctrl+C to who reads it.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const gone = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)))
  try {
    const typed = terminal.question(question, { signal })
    return (await Promise.race([typed, gone]))?.trim()
  } finally {
    terminal.close()
  }
}

/** Whether somebody can be asked: neither a file nor a pipe answers. */
export const isAtTerminal = (): boolean => process.stdin.isTTY && process.stdout.isTTY
