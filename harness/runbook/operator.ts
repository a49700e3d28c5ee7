import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { answeringEnd, type Message } from '../machine/answering-end.ts'

/** What somebody is asked to do. */
export interface Request {
  readonly title: string
  readonly why: string
  /** What is typed in a shell, in this order. */
  readonly commands: readonly string[]
  /** What is typed to look at what they did, and what is to be seen then. */
  readonly look: readonly string[]
  readonly expect: string | undefined
  /** What was seen by now, which is not what is wanted yet. */
  readonly saw: string
}

/** What they say: that it is done, as far as they know, or that they leave it. */
export type Word = 'done' | 'leave'

type Asked = { readonly id: string; readonly request: Request }
type Answered = { readonly id: string; readonly word: Word }

/** Somebody who does what they are asked to. */
export interface Operator {
  /** Where a thread of this process asks them. */
  readonly channel: string
  /** Nobody is asked any more. */
  leave(): void
}

/** Lets the threads of this process ask, one after the other, for something that is done by hand. */
export function operatorWho(answer: (request: Request) => Promise<Word>): Operator {
  const name = `operator-${randomUUID()}`
  const end = answeringEnd(name, (question) => {
    const asked = question as Asked | Answered
    if (!('request' in asked)) return
    answer(asked.request).then(
      (word) => end.say({ id: asked.id, word } satisfies Answered),
      () => end.say({ id: asked.id, word: 'leave' } satisfies Answered),
    )
  })
  return { channel: name, leave: () => end.close() }
}

/** Asks on a channel, and waits for the word. @throws Error where the run is stopped meanwhile. */
export async function ask(name: string, request: Request, signal: AbortSignal): Promise<Word> {
  const channel = new BroadcastChannel(name)
  const id = randomUUID()
  const ended = new AbortController()
  const stopped = once(signal, 'abort', { signal: ended.signal }).then(() => {
    throw new Error('the run was stopped while it waited for the operator')
  })
  stopped.catch(() => {})
  try {
    signal.throwIfAborted()
    const answered = new Promise<Word>((resolve) => {
      channel.addEventListener('message', ({ data }: Message) => {
        const said = data as Asked | Answered
        if (said.id === id && 'word' in said) resolve(said.word)
      })
    })
    channel.postMessage({ id, request } satisfies Asked)
    return await Promise.race([answered, stopped])
  } finally {
    ended.abort()
    channel.close()
  }
}
