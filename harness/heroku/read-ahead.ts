import { randomUUID } from 'node:crypto'
import { answeringEnd, type Message } from '../machine/answering-end.ts'
import { type AppAndDatabase, HerokuApp } from './app.ts'
import { type CliOptions, herokuReads, type RunCommand } from './cli.ts'
import type { CliEnding, CommandLine } from './cli-session.ts'
import { type Sessions, sessionsFor } from './cli-sessions.ts'

/** What a thread asks for: what was run ahead, or that something be run. */
interface Question {
  readonly id: string
  readonly ranAhead?: string
  readonly run?: readonly CommandLine[]
  /** The question whose commands nobody waits for any more. */
  readonly stop?: string
}

interface Answer {
  readonly to: string
  /** None where that command was not run ahead, or its ending was taken over before. */
  readonly endings: readonly CliEnding[]
}

/** Reads that are under way before anybody has asked for them, and the processes of the CLI that they are run in. */
export interface ReadAhead {
  /** The app as it was asked. */
  readonly app: HerokuApp
  /** Where a thread of this process takes over what they printed, and has further commands run. */
  readonly channel: string
  /** Ends what is still under way; what was not taken over is forgotten. */
  end(): void
}

/**
 * Starts the reads that a run is going to need, in one process of the CLI, and keeps how each command ended until
 * a thread of this process takes it over. That process is loaded then, and runs what the thread asks for next. What goes
 * over the channel may hold passwords: it stays in this process's memory.
 * @param reads asks the app for each, in the order in which it will be needed.
 * @param beforeTheLog what is to have happened when the log is read: it is waited for, however it ends.
 */
export function readAhead(
  options: Omit<CliOptions, 'sessions' | 'run'> & AppAndDatabase,
  reads: (app: HerokuApp) => readonly Promise<unknown>[],
  beforeTheLog?: (app: HerokuApp) => Promise<void>,
): ReadAhead {
  const name = `read-ahead-${randomUUID()}`
  const ended = new AbortController()
  const kept = new Map<string, Promise<CliEnding>>()
  let isAhead = true
  let happening: Promise<void> | undefined
  const keep: RunCommand = (command, start) => {
    const ending = isAhead && happening && isOfTheLog(command) ? happening.then(start) : start()
    if (isAhead) kept.set(command, ending)
    return ending
  }
  const until = (): AbortSignal => AbortSignal.any([ended.signal, options.signal() ?? ended.signal])
  const sessions = sessionsFor(options)
  const app = new HerokuApp(options, herokuReads({ ...options, signal: until, sessions, run: keep }))
  happening = beforeTheLog?.(app).catch(() => {})
  // What one of them ended with is for who takes it over.
  void Promise.allSettled(reads(app))
  isAhead = false

  /** Once only: who asks again wants to see what is there by then. */
  const taken = async (command: string): Promise<CliEnding[]> => {
    const ending = kept.get(command)
    kept.delete(command)
    return ending === undefined ? [] : [await ending]
  }
  const stops = new Map<string, AbortController>()
  const run = async (id: string, commands: readonly CommandLine[]): Promise<CliEnding[]> => {
    const stop = new AbortController()
    stops.set(id, stop)
    return sessions.run(commands, AbortSignal.any([stop.signal, until()])).finally(() => stops.delete(id))
  }
  const end = answeringEnd(name, (question) => {
    const { id, ranAhead, run: commands = [], stop } = question as Question
    if (stop !== undefined) return stops.get(stop)?.abort()
    void (ranAhead === undefined ? run(id, commands) : taken(ranAhead)).then((endings) =>
      end.say({ to: id, endings } satisfies Answer),
    )
  })
  return {
    app,
    channel: name,
    end() {
      end.close()
      ended.abort()
      sessions.end()
    },
  }
}

const isOfTheLog = (command: string): boolean => command.startsWith('heroku logs ')

/** Runs a command by taking over what was read ahead on that channel, and by starting it where it was not. */
export function takingOver(name: string): RunCommand {
  return async (command, start) => {
    const [ending] = await ask(name, { ranAhead: command })
    return ending ?? start()
  }
}

/** The processes of the CLI at the other end of that channel. */
export function sessionsBehind(name: string): Sessions {
  return { run: async (commands, signal) => [...(await ask(name, { run: commands }, signal))] }
}

async function ask(
  name: string,
  question: Omit<Question, 'id'>,
  signal?: AbortSignal,
): Promise<readonly CliEnding[]> {
  const channel = new BroadcastChannel(name)
  const id = randomUUID()
  const stop = (): void => channel.postMessage({ id: randomUUID(), stop: id } satisfies Question)
  try {
    const answer = new Promise<Answer>((resolve) => {
      channel.addEventListener('message', ({ data }: Message) => {
        if ((data as Partial<Answer>).to === id) resolve(data as Answer)
      })
    })
    channel.postMessage({ id, ...question } satisfies Question)
    signal?.addEventListener('abort', stop)
    if (signal?.aborted) stop()
    return (await answer).endings
  } finally {
    signal?.removeEventListener('abort', stop)
    channel.close()
  }
}
