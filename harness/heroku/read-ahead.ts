import { randomUUID } from 'node:crypto'
import { HerokuApp } from './app.ts'
import { type CliOptions, herokuReads, type RunCommand } from './cli.ts'
import type { CliEnding } from './cli-process.ts'

/** What a channel hands to who listens. */
type Message = Event & { readonly data?: unknown }

interface Question {
  readonly id: string
  readonly command: string
}

interface Answer {
  readonly to: string
  /** None where that command was not run ahead, or its ending was taken over before. */
  readonly ending: CliEnding | undefined
}

/** Reads that are under way before anybody has asked for them. */
export interface ReadAhead {
  /** Where a thread of this process takes over what they printed. */
  readonly channel: string
  /** Ends what is still under way; what was not taken over is forgotten. */
  end(): void
}

/**
 * Starts the reads that a run is going to need, in one process of the CLI, and keeps how each command ended until
 * a thread of this process takes it over. What they printed may hold passwords: it stays in this process's memory.
 * @param reads asks the app for each, in the order in which it will be needed.
 */
export function readAhead(
  options: CliOptions,
  reads: (app: HerokuApp) => readonly Promise<unknown>[],
): ReadAhead {
  const name = `read-ahead-${randomUUID()}`
  const channel = new BroadcastChannel(name)
  const ended = new AbortController()
  const kept = new Map<string, Promise<CliEnding>>()
  const keep: RunCommand = (command, start) => {
    const ending = start()
    kept.set(command, ending)
    return ending
  }
  const signal = (): AbortSignal => AbortSignal.any([ended.signal, options.signal() ?? ended.signal])
  const app = new HerokuApp(options.app, herokuReads({ ...options, signal, run: keep }))
  // What one of them ended with is for who takes it over.
  void Promise.allSettled(reads(app))

  channel.addEventListener('message', ({ data }: Message) => {
    const { id, command } = data as Question
    const ending = kept.get(command)
    // Once only: who asks again wants to see what is there by then.
    kept.delete(command)
    void Promise.resolve(ending).then((taken) =>
      channel.postMessage({ to: id, ending: taken } satisfies Answer),
    )
  })
  return {
    channel: name,
    end() {
      channel.close()
      ended.abort()
    },
  }
}

/** Runs a command by taking over what was read ahead on that channel, and by starting it where it was not. */
export function takingOver(name: string): RunCommand {
  return async (command, start) => (await ask(name, command)) ?? start()
}

async function ask(name: string, command: string): Promise<CliEnding | undefined> {
  const channel = new BroadcastChannel(name)
  const id = randomUUID()
  try {
    const answer = new Promise<Answer>((resolve) => {
      channel.addEventListener('message', ({ data }: Message) => {
        if ((data as Partial<Answer>).to === id) resolve(data as Answer)
      })
    })
    channel.postMessage({ id, command } satisfies Question)
    return (await answer).ending
  } finally {
    channel.close()
  }
}
