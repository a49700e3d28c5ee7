/** Where a message stands among those of its session, and how its database is called in the log. */
interface Place {
  /** The attachment's colour, or DATABASE. */
  readonly name: string
  /** Counts the messages of a session, as syslog does. */
  readonly number: number
}

/**
 * The lines that a message of Postgres is in an app's log (Dev Center, 'Understanding Heroku Postgres Log Statements and
 * Errors'): numbered `[message-line]`, a further line of a statement with its tab as syslog writes it.
 */
export function postgresLines(entries: readonly string[], { name, number }: Place): string[] {
  return entries
    .flatMap((entry) => entry.split('\n'))
    .map((line, index) => `[${name}] [${number}-${index + 1}]  ${line.replaceAll('\t', '#011')}`)
}
