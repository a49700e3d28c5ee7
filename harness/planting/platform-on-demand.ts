import { randomUUID } from 'node:crypto'
import { answeringEnd, type Message } from '../machine/answering-end.ts'
import { type Rehearsal, type RehearsalOptions, startRehearsal } from './start-rehearsal.ts'

type Answer = { readonly readyFile: string } | { readonly error: string }

/** A rehearsal platform that nobody has started yet. */
export interface OfferedPlatform {
  /** Where a thread of this process asks for it. */
  readonly channel: string
  /** Withdraws the offer, and stops the platform where somebody has taken it; says what it did not know by then. */
  withdraw(): Promise<void>
}

/**
 * Offers a rehearsal platform to the threads of this process: it is started when the first of them asks, since a run that
 * only lists its tests needs none.
 */
export function offerPlatform(
  options: RehearsalOptions,
  before: (rehearsal: Rehearsal) => Promise<void>,
): OfferedPlatform {
  const name = `rehearsal-platform-${randomUUID()}`
  let started: Promise<Rehearsal> | undefined
  const end = answeringEnd(name, (question) => {
    if (question !== 'start') return
    started ??= startRehearsal(options)
    started.then(
      ({ readyFile }) => end.say({ readyFile } satisfies Answer),
      (error: unknown) => end.say({ error: String(error) } satisfies Answer),
    )
  })
  return {
    channel: name,
    async withdraw() {
      end.close()
      const rehearsal = await started?.catch(() => undefined)
      if (!rehearsal) return
      try {
        await before(rehearsal)
      } finally {
        await rehearsal.stop()
      }
    },
  }
}

/** Asks for the platform offered on a channel and returns its ready file. @throws Error where it does not come up. */
export async function askForPlatform(name: string): Promise<string> {
  const channel = new BroadcastChannel(name)
  try {
    const answer = new Promise<Answer>((resolve) => {
      channel.addEventListener('message', ({ data }: Message) => resolve(data as Answer))
    })
    channel.postMessage('start')
    const said = await answer
    if ('error' in said) throw new Error(said.error)
    return said.readyFile
  } finally {
    channel.close()
  }
}
