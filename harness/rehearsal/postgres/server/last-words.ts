import { readFileSync } from 'node:fs'

/** The last 20 lines of a server's log, for an error that says why it did not start. */
export function lastWords(logFile: string): string {
  try {
    return readFileSync(logFile, 'utf8').trim().split('\n').slice(-20).join('\n')
  } catch {
    return '(empty)'
  }
}
