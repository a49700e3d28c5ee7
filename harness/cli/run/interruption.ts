/**
 * Turns the first Ctrl+C or SIGTERM into an aborted signal, after which the run ends in order and exits 130; a second
 * one ends the process at once.
 */
export function onInterruption(say: (text: string) => void): AbortSignal {
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(130)
    say(`\n${signal}: stopping after the item at hand; once more to stop at once`)
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return controller.signal
}
