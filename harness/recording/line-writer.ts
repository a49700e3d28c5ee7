import { parseLine } from '../heroku/log/log-line.ts'
import { holdsSecret } from '../secrets/mask.ts'
import { scrub } from '../secrets/scrub.ts'
import { lineOfMark } from './mark.ts'
import type { Recording } from './recording.ts'

/** What waits is written when there is so much of it, however lately something was. */
const waitingLines = 1_000

/** Gathers lines for a recording, and writes them without their secrets. */
export class LineWriter {
  readonly #recording: Recording
  /** Whether the secrets that a line may hold are known yet: nothing is written before. */
  readonly #mayWrite: () => boolean
  #waiting: string[] = []
  #before = ''
  /** Lines that are on the disk. */
  written = 0
  /** Lines in no known format, of which none is written. */
  unparsed = 0

  constructor(recording: Recording, mayWrite: () => boolean) {
    this.#recording = recording
    this.#mayWrite = mayWrite
  }

  /**
   * The line as it is to be recorded: one without a stamp goes on with the one before it, whose stamp it gets. Undefined where
   * there is none before it.
   */
  stamped(line: string): string | undefined {
    if (parseLine(line)) {
      this.#before = prefixOf(line)
      return line
    }
    if (this.#before !== '') return `${this.#before}${line}`
    this.unparsed += 1
    return undefined
  }

  add(line: string): void {
    this.#waiting.push(line)
    if (this.#waiting.length >= waitingLines) this.flush()
  }

  gap(to: Date, why: string): void {
    this.#waiting.push(lineOfMark({ type: 'gap', to, why }))
  }

  /** Returns once all there is to write is on the disk. @throws Error where it cannot be written. */
  flush(): void {
    if (!this.#mayWrite()) return
    const lines = this.#waiting.map(scrubbed)
    this.#recording.add(lines)
    this.written += lines.filter((line) => parseLine(line)).length
    this.#waiting = []
  }
}

const prefix = /^\S+ [^\s[]+\[[^\]]+\]: /
const prefixOf = (line: string): string => prefix.exec(line)?.[0] ?? ''

/** Where a secret cannot be taken out of it, the line stands there all the same, with its stamp and without its text. */
function scrubbed(line: string): string {
  const said = prefixOf(line)
  const text = scrub(line.slice(said.length))
  return holdsSecret(said) ? scrub(said) : `${said}${text}`
}
