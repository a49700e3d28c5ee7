import { setTimeout as pause } from 'node:timers/promises'
import { CouldNotLook } from '../../evidence/could-not-look.ts'

/** How long a body may take to end once it was told to: a command of the CLI is killed at once, a query ends with its time-out. */
const graceMs = 30_000

/**
 * The time an item has. When it is over the item's work is told to stop, and is waited for: the next item must not begin
 * while this one is still at it.
 */
export class Budget {
  readonly #over = new AbortController()
  readonly #ended = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly #ms: number
  readonly #advice: string | undefined

  /** @param advice what to do where the time is over: said with it. */
  constructor(ms: number, advice?: string) {
    this.#ms = ms
    this.#advice = advice
    this.#timer = setTimeout(() => this.#over.abort(), ms)
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#over.signal
  }

  /** Waits for the work, and only so long that the run cannot hang. @throws CouldNotLook where it does not end even then. */
  async within(work: Promise<void>): Promise<void> {
    const hangs = async (): Promise<never> => {
      await pause(this.#ms + graceMs, undefined, { signal: this.#ended.signal, ref: false })
      throw new CouldNotLook(`it does not end, ${graceMs / 1000} s after it was told to`)
    }
    await Promise.race([work, hangs()])
  }

  /** Returns the error, or what it means where it came of the time being over. */
  blamed(error: unknown): unknown {
    if (!this.#over.signal.aborted) return error
    const said = error instanceof Error ? error.message : String(error)
    const advice = this.#advice === undefined ? '' : `\n${this.#advice}`
    return new CouldNotLook(`not done within ${this.#ms / 1000} s: ${said}${advice}`)
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#ended.abort()
  }
}
