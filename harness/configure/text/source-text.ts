import type { Guess } from '../guess/guess.ts'

/** As in biome.json. */
const lineWidth = 110
/** Before these words stands what a person is to decide. */
const openMark = '// open: '

/** TypeScript of nested literals and comments, line by line, as Biome writes it. */
export class SourceText {
  readonly #lines: string[] = []
  readonly #open: string[] = []
  #depth = 0

  line(text: string): void {
    this.#lines.push(text === '' ? '' : `${'  '.repeat(this.#depth)}${text}`)
  }

  /** A comment, broken where the line is full; one that is open waits for a person. */
  comment(text: string, { open = false }: { open?: boolean } = {}): void {
    if (open) this.#open.push(onOneLine(text))
    const room = lineWidth - 2 * this.#depth - openMark.length
    for (const [at, line] of wrapped(onOneLine(text), room).entries())
      this.line(`${open && at === 0 ? openMark : '// '}${line}`)
  }

  /** An object or an array, with what is in it one level deeper. */
  nested(before: string, after: string, body: () => void): void {
    this.line(before)
    this.#depth++
    body()
    this.#depth--
    this.line(after)
  }

  /** `name: ['SELECT', 'INSERT'],` */
  list(name: string, values: readonly string[]): void {
    const whole = `${keyOf(name)}: [${values.map(literal).join(', ')}],`
    if (whole.length + 2 * this.#depth <= lineWidth) return this.line(whole)
    this.nested(`${keyOf(name)}: [`, '],', () => {
      for (const value of values) this.line(`${literal(value)},`)
    })
  }

  /** A key with its value: text, numbers, lists of text, and objects of these. */
  value(name: string, value: unknown): void {
    if (Array.isArray(value)) return this.list(name, value.map(String))
    if (typeof value === 'string') return this.line(`${keyOf(name)}: ${literal(value)},`)
    if (typeof value !== 'object' || value === null) return this.line(`${keyOf(name)}: ${String(value)},`)
    this.nested(`${keyOf(name)}: {`, '},', () => {
      for (const [key, inner] of Object.entries(value)) if (inner !== undefined) this.value(key, inner)
    })
  }

  /** A guess: why, and the line itself, as a comment where it is not in force. */
  guess({ why, inForce, open }: Guess, write: () => void): void {
    this.comment(why, { open })
    if (inForce) return write()
    const from = this.#lines.length
    write()
    const margin = '  '.repeat(this.#depth)
    for (const [at, line] of this.#lines.slice(from).entries())
      this.#lines[from + at] = `${margin}// ${line.slice(margin.length)}`
  }

  /** What is open, each in one line. */
  get open(): readonly string[] {
    return this.#open
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`
  }
}

/** A string as Biome writes it: in single quotes, unless that takes more escapes. */
export function literal(text: string): string {
  const json = JSON.stringify(text)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)
  const single = text.split("'").length
  const double = text.split('"').length
  if (single > double) return json
  return `'${json.slice(1, -1).replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`)}'`
}

function keyOf(name: string): string {
  return /^[a-z_$][\w$]*$/i.test(name) ? name : literal(name)
}

/** A name may hold a line break, at which a comment would end. */
function onOneLine(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}

function wrapped(text: string, room: number): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    const longer = last === '' ? word : `${last} ${word}`
    if (longer.length <= room || last === '') lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
