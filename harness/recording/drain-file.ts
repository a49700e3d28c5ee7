import { createReadStream } from 'node:fs'

/** What stands in a drain's file, in its order. */
export type Drained =
  /** A line in the format of `heroku logs`. */
  | { readonly type: 'line'; readonly line: string }
  /** Something that is no whole message: what came before the next line is not known. */
  | { readonly type: 'broken' }

/** How a message begins (RFC 5424), with its length before it where messages are framed by octet counting (RFC 6587). */
const framed = /^\n*(\d{1,6}) (?=<\d{1,3}>1 )/
const nextFrame = /(?<=[\s\S])\d{1,6} <\d{1,3}>1 \d{4}-/
/** The longest message, far above the 10 kB after which Heroku cuts one. */
const longestFrame = 100_000

/**
 * Reads what a log drain of Heroku's was sent, as its receiver wrote it: framed by octet counting, as it is sent (Dev Center,
 * "Log Drains"), or a message a line. A message of several lines is several lines, each with its stamp; one that was cut short
 * is none.
 * @throws Error where the file cannot be read.
 */
export async function* drained(file: string): AsyncGenerator<Drained> {
  const read = new DrainReader()
  // Bytes, as frames are counted in them.
  for await (const chunk of createReadStream(file, { encoding: 'latin1' }))
    yield* read.more(String(chunk), false)
  yield* read.more('', true)
}

class DrainReader {
  #unread = ''
  #isFramed: boolean | undefined
  /** Stamp, source and process of the message before, which a line without its own goes on with. */
  #prefix: string | undefined;

  *more(chunk: string, isEnd: boolean): Generator<Drained> {
    this.#unread += chunk
    if (!isEnd && this.#unread.length < 2 * longestFrame) return
    this.#isFramed ??= framed.test(this.#unread)
    yield* this.#isFramed ? this.#frames(isEnd) : this.#lines(isEnd)
  }

  *#frames(isEnd: boolean): Generator<Drained> {
    const enough = isEnd ? 0 : longestFrame
    while (this.#unread.length > enough && this.#unread.trim() !== '') {
      const [head = '', length] = framed.exec(this.#unread) ?? []
      const end = head.length + Number(length)
      const isWhole =
        length !== undefined && end <= this.#unread.length && isBoundary(this.#unread.slice(end))
      if (isWhole) {
        yield* this.#message(this.#unread.slice(head.length, end))
        this.#unread = this.#unread.slice(end)
        continue
      }
      yield { type: 'broken' }
      const next = nextFrame.exec(this.#unread.slice(head.length))
      this.#unread = next ? this.#unread.slice(head.length + next.index) : ''
    }
  }

  *#lines(isEnd: boolean): Generator<Drained> {
    const lines = this.#unread.split('\n')
    this.#unread = lines.pop() ?? ''
    for (const line of lines) yield* this.#message(line)
    if (isEnd && this.#unread.trim() !== '') yield { type: 'broken' }
  }

  *#message(bytes: string): Generator<Drained> {
    const text = Buffer.from(bytes, 'latin1').toString('utf8')
    const [, stamp = '', host = '', source = '', process = '', said = ''] = message.exec(text) ?? []
    const begins = stamp !== '' && !Number.isNaN(Date.parse(stamp))
    if (begins) this.#prefix = `${stamp} ${source}[${process}]: `
    if (this.#prefix === undefined) {
      yield { type: 'broken' }
      return
    }
    // What a syslog drain writes for structured data, which an HTTPS drain leaves out.
    const own = begins ? (host.startsWith('d.') ? said.replace(/^- /, '') : said) : text
    for (const line of own.split('\n'))
      if (line.trim() !== '') yield { type: 'line', line: `${this.#prefix}${line.trimEnd()}` }
  }
}

const message = /^(?:<\d{1,3}>1 )?(\d{4}-\S+) (\S+) (\S+) (\S+) - ([\s\S]*)$/

/** Whether a message may end there. */
const isBoundary = (rest: string): boolean => rest.trim() === '' || framed.test(rest)
