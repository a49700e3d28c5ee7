import { hasSqlDetails, loadModule, parseSync } from 'libpg-query'
import type { Migration, Place } from '../migration.ts'

/** A statement of a migration: its tree, its text and where it stands. */
export interface Statement {
  readonly tree: unknown
  readonly text: string
  readonly place: Place
}

/** The grammar is WebAssembly, and is made ready once. */
export const grammarReady = loadModule

const shown = 120

/** A statement in a line, cut short. */
export const shortened = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, shown)

/**
 * Returns the statements of a migration, read with Postgres's own grammar (libpg-query, PostgreSQL 18's); or, where it does
 * not read them, why. `grammarReady` comes before it.
 */
export function statementsOf({
  sql,
  file,
  firstLine,
}: Migration): Statement[] | { line: number; why: string } {
  if (sql.trim() === '') return []
  const bytes = Buffer.from(sql)
  const lines = new Lines(bytes, firstLine)
  try {
    return (parseSync(sql).stmts ?? []).map(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
      const from = start + leadingBytes(bytes, start)
      const text = bytes
        .subarray(from, length ? start + length : undefined)
        .toString('utf8')
        .trimEnd()
      const statement = shortened(text)
      return { tree: stmt, text, place: { file, line: lines.at(from), statement } }
    })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const at = hasSqlDetails(error) ? (error.sqlDetails?.cursorPosition ?? 0) : 0
    const offset = Buffer.byteLength(Array.from(sql).slice(0, Math.max(0, at)).join(''))
    return { line: lines.at(offset), why: `the grammar does not read it: ${error.message}` }
  }
}

/** White space and comments before a statement are none of it. */
function leadingBytes(bytes: Buffer, start: number): number {
  const text = bytes.subarray(start, start + 20_000).toString('utf8')
  const [before = ''] = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*/.exec(text) ?? []
  return Buffer.byteLength(before)
}

/** Lines by byte, for positions that only grow. */
class Lines {
  readonly #bytes: Buffer
  #at = 0
  #line: number

  constructor(bytes: Buffer, firstLine: number) {
    this.#bytes = bytes
    this.#line = firstLine
  }

  at(offset: number): number {
    for (; this.#at < offset; this.#at++) if (this.#bytes[this.#at] === 10) this.#line++
    return this.#line
  }
}
