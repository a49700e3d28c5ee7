import { scanSync } from 'libpg-query'

const known = new Map<string, string>()

/** An identifier as `quote_ident` writes it: in quotes where it is not plain, or a keyword that SQL keeps to itself. */
export function quoted(identifier: string): string {
  let written = known.get(identifier)
  if (written === undefined) {
    written =
      /^[a-z_][a-z0-9_$]*$/.test(identifier) && !isReserved(identifier)
        ? identifier
        : `"${identifier.replaceAll('"', '""')}"`
    known.set(identifier, written)
  }
  return written
}

function isReserved(word: string): boolean {
  const [token] = scanSync(word).tokens
  return token?.keywordName !== 'NO_KEYWORD' && token?.keywordName !== 'UNRESERVED_KEYWORD'
}

/** A name with its schema, as `format('%I.%I')` writes it. */
export function qualified(schema: string, name: string): string {
  return `${quoted(schema)}.${quoted(name)}`
}

const longest = 63

/** The name Postgres makes for what belongs to a column, as makeObjectName does: the longer part is cut first. */
export function madeName(table: string, column: string, label: string): string {
  let [first, second] = [table, column]
  const room = longest - label.length - 2
  while (Buffer.byteLength(first) + Buffer.byteLength(second) > room)
    if (first.length > second.length) first = first.slice(0, -1)
    else second = second.slice(0, -1)
  return `${first}_${second}_${label}`
}
