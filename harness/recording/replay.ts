/**
 * What a line is to a recording: `seen` before; the `next` after those before it; or, as the first line of a stream, `apart`:
 * nothing says that no line is missing before it.
 */
export type Place = 'seen' | 'next' | 'apart'

/** More than Heroku sends again, so that what it begins with is known where no line is missing. */
export const remembered = 3_000

/**
 * Tells the lines of a stream that was opened again from those that are new. Heroku sends its last lines again, in its order: if
 * the first of them was seen then, nothing is missing between. Lines are told apart by stamp, source and process, which a
 * masked secret in them does not change; where several have the same, by how often it was seen.
 */
export class Replay {
  readonly #last: string[]
  #again = new Map<string, number>()
  #isFirst = true

  /** @param lines the last of what was recorded, oldest first. */
  constructor(lines: readonly string[]) {
    this.#last = lines.map(keyOf)
    this.opened()
  }

  /** A stream was opened, from which lines may come that were seen already. */
  opened(): void {
    this.#isFirst = true
    this.#again = new Map()
    for (const key of this.#last.slice(-remembered)) this.#again.set(key, (this.#again.get(key) ?? 0) + 1)
  }

  /** Goes on with the line that is to come, whatever is missing before it. */
  goOn(): void {
    this.#isFirst = false
  }

  /** What the line is. One that stands apart is not remembered. */
  take(line: string): Place {
    const key = keyOf(line)
    const times = this.#again.get(key) ?? 0
    if (times > 0) {
      this.#again.set(key, times - 1)
      this.#isFirst = false
      return 'seen'
    }
    if (this.#isFirst && this.#last.length > 0) return 'apart'
    this.#isFirst = false
    this.#last.push(key)
    if (this.#last.length >= 2 * remembered) this.#last.splice(0, this.#last.length - remembered)
    return 'next'
  }
}

const key = /^\S+ [^\s[]+\[[^\]]+\]/
const keyOf = (line: string): string => key.exec(line)?.[0] ?? line
