import { failureOf, isOfEverything } from '../cli-error.ts'
import type { CliEnding, CommandLine } from '../cli-session.ts'
import type { Sessions } from '../cli-sessions.ts'

interface Waiting {
  readonly line: CommandLine
  readonly end: (ending: CliEnding) => void
  readonly fail: (error: unknown) => void
}

/**
 * Returns a way to run commands that only look: those asked for in the same turn of the event loop share a process of the
 * CLI. Where one ends that process, those after it are run in another, unless it was told what holds for each of them, as that
 * nobody is there.
 */
export function readsTogether(
  sessions: Sessions,
  signal: () => AbortSignal | undefined,
): (line: CommandLine) => Promise<CliEnding> {
  let waiting: Waiting[] = []
  return (line) =>
    new Promise((end, fail) => {
      if (waiting.length === 0)
        setImmediate(() => {
          const asked = waiting
          waiting = []
          runAll(sessions, signal(), asked).catch((error: unknown) => {
            for (const each of asked) each.fail(error)
          })
        })
      waiting.push({ line, end, fail })
    })
}

async function runAll(
  sessions: Sessions,
  signal: AbortSignal | undefined,
  asked: readonly Waiting[],
): Promise<void> {
  let left = asked
  while (left.length > 0) {
    const endings = await sessions.run(
      left.map(({ line }) => line),
      signal,
    )
    endings.forEach((ending, at) => left[at]?.end(ending))
    left = left.slice(endings.length)
    const last = endings.at(-1)
    if (!last?.failure || !isOfEverything(failureOf(last.failure))) continue
    for (const { end } of left) end({ ...last, unasked: true })
    return
  }
}
