/** What a channel hands to who listens. */
export type Message = Event & { readonly data?: unknown }

/** One end of a channel between the threads of this process, at which they are answered. */
export interface AnsweringEnd {
  /** Says it to who listens; to nobody once it is closed, where Node would throw: an answer may come after everybody has left. */
  say(answer: unknown): void
  close(): void
}

/** Opens an end of the channel of that name, and hears what is asked there. */
export function answeringEnd(name: string, hear: (question: unknown) => void): AnsweringEnd {
  const channel = new BroadcastChannel(name)
  let isOpen = true
  channel.addEventListener('message', ({ data }: Message) => hear(data))
  return {
    say(answer) {
      if (isOpen) channel.postMessage(answer)
    },
    close() {
      isOpen = false
      channel.close()
    },
  }
}
