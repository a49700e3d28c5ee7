import type { Unread } from '../migration.ts'

/** Commands of psql that decide nothing about what the statements do. */
const inert = new Set([
  'echo',
  'qecho',
  'warn',
  'timing',
  'pset',
  'x',
  'restrict',
  'unrestrict',
  'encoding',
  'o',
  'q',
  't',
  'a',
])
const harmlessSet = /^set\s+(on_error_stop|quiet|echo|verbosity|on_error_rollback|autocommit)\b/i

/**
 * Returns the text as the server gets it: the commands of psql and the data after COPY … FROM STDIN blank, and of the
 * commands those that could change what is applied.
 */
export function withoutPsql(text: string): { sql: string; unread: Unread[] } {
  if (!/^[ \t]*\\|from\s+stdin/im.test(text)) return { sql: text, unread: [] }
  const unread: Unread[] = []
  const lines = text.split('\n')
  const quotes = new Quotes()
  let inData = false
  let copy = ''
  const kept = lines.map((line, at) => {
    if (inData) {
      if (/^\\\.\r?$/.test(line)) inData = false
      return ''
    }
    const command = quotes.open ? undefined : /^\s*\\(.*?)\r?$/.exec(line)?.[1]
    if (command !== undefined) {
      if (!isInert(command))
        unread.push({ line: at + 1, why: `it runs \\${command.trim()}, a command of psql` })
      return ''
    }
    const outside = quotes.read(line)
    copy = `${copy}${outside}\n`
    const end = copy.lastIndexOf(';')
    if (end >= 0) {
      inData = /(?:^|;)\s*copy\b[^;]*\bfrom\s+stdin\b[^;]*;\s*$/i.test(copy)
      copy = copy.slice(end + 1)
    }
    // libpg_query reads COPY … FROM STDIN as a statement; there is nothing left to copy.
    return line
  })
  return { sql: kept.join('\n'), unread }
}

function isInert(command: string): boolean {
  return inert.has(/^\w*/.exec(command)?.[0]?.toLowerCase() ?? '') || harmlessSet.test(command)
}

/** Follows what is open from line to line: a string, a quoted identifier, a dollar quote, a comment. */
class Quotes {
  open: string | undefined

  /** Returns what of the line lies outside. */
  read(line: string): string {
    let outside = ''
    for (let at = 0; at < line.length; ) {
      if (this.open !== undefined) {
        const end = line.indexOf(this.open, at)
        if (end < 0) return outside
        at = end + this.open.length
        this.open = undefined
        continue
      }
      const rest = line.slice(at)
      if (rest.startsWith('--')) return outside
      const opening = /^(?:'|"|\/\*|\$(?:[A-Za-z_]\w*)?\$)/.exec(rest)?.[0]
      if (opening === undefined) {
        outside += line[at]
        at += 1
      } else {
        this.open = opening === '/*' ? '*/' : opening
        at += opening.length
      }
    }
    return outside
  }
}
