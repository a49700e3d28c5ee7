/** One line of a server's log with what Postgres puts on further lines of it: the message's own, or one of its fields. */
interface Entry {
  readonly label: string
  readonly text: string
}

/** What Postgres wrote at once: a message, then its DETAIL, HINT, CONTEXT and STATEMENT, each an entry of its own. */
export interface LogMessage {
  /** LOG, WARNING, ERROR, FATAL, PANIC… */
  readonly severity: string
  /** Empty for what no session wrote. */
  readonly database: string
  readonly pid: string
  /** Each with the prefix in front; further lines of an entry start with a tab (elog.c, append_with_tabs). */
  readonly entries: readonly string[]
}

const prefixed =
  /^sql_error_code = .*? pid="(\d+)".*? database="(.*?)" .*? application_name=".*?" ([A-Z]+): {2}/s
const fields = new Set(['DETAIL', 'HINT', 'QUERY', 'CONTEXT', 'LOCATION', 'BACKTRACE', 'STATEMENT'])

/**
 * Reads what a server with the prefix of profiles/classic.ts writes into messages. A message is over when the next begins or
 * when `flush` says that no more is coming.
 */
export function logReader(onMessage: (message: LogMessage) => void) {
  let unfinished = ''
  let entries: Entry[] = []
  const emit = () => {
    const [first] = entries
    const [, pid = '', database = ''] = prefixed.exec(first?.text ?? '') ?? []
    if (first) onMessage({ severity: first.label, database, pid, entries: entries.map(({ text }) => text) })
    entries = []
  }
  const take = (line: string) => {
    const last = entries.at(-1)
    if (line.startsWith('\t') && last) {
      entries[entries.length - 1] = { ...last, text: `${last.text}\n${line}` }
      return
    }
    const [, , , label = ''] = prefixed.exec(line) ?? []
    if (!fields.has(label)) emit()
    entries.push({ label, text: line })
  }
  return {
    write(text: string) {
      const lines = (unfinished + text).split('\n')
      unfinished = lines.pop() ?? ''
      for (const line of lines) take(line)
    },
    flush() {
      emit()
    },
  }
}
