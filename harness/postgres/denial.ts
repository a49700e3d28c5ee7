/** What a text says that Postgres denied (SQLSTATE 42501, insufficient_privilege). */
export interface Denied {
  /** Postgres's word for what was denied: `table`, `large object`, `row`, `ownership`; `statement` where no object is named. */
  readonly kind: string
  /** As the message names it, which for a relation is without its schema; undefined where no object is named. */
  readonly object: string | undefined
  /** Whom it was denied to, where the line says so: Postgres's own lines on Heroku do, an app's do not. */
  readonly user: string | undefined
  /** The application name of the session it was denied to, where the line says so. */
  readonly application: string | undefined
}

// src/backend/catalog/aclchk.c, aclcheck_error(): "permission denied for <kind> %s", "must be owner of <kind> %s".
const kinds =
  'table|relation|sequence|view|materialized view|foreign table|index|column|schema|function|procedure|routine|aggregate|database|type|domain|language|large object|tablespace|foreign server|foreign-data wrapper|collation|conversion|operator|operator class|operator family|extension|event trigger|publication|subscription|statistics object|text search configuration|text search dictionary|parameter|policy|rule|trigger|access method|transform'

/** A name as it stands in a message, or in a message within JSON: in quotes, escaped quotes, or bare up to the next break. */
const name = String.raw`(?:\\*"((?:[^"\\]|"")+)\\*"|([^\s"'\\,;)]+))`

const texts: readonly { kind: string | undefined; sign: RegExp }[] = [
  // Since Postgres 10: "permission denied for column c of relation r".
  { kind: 'column', sign: new RegExp(`permission denied for column \\S+ of relation ${name}`, 'i') },
  { kind: undefined, sign: new RegExp(`permission denied for (${kinds}) ${name}`, 'i') },
  { kind: 'ownership', sign: new RegExp(`must be (?:the )?owner of (?:${kinds}) ${name}`, 'i') },
  {
    kind: 'row',
    sign: new RegExp(
      `(?:violates row-level security policy(?: ${name})?|affected by row-level security policy) for table ${name}`,
      'i',
    ),
  },
  {
    kind: 'statement',
    sign: /permission denied to (?:create|alter|drop|set|grant|revoke|rename|copy|reassign|terminate|cancel|examine)\b/i,
  },
  { kind: 'statement', sign: /must be (?:superuser|a member of the role|able to SET ROLE)\b/i },
]

/** Where a log says 42501 in whatever language the message is: the forms of drivers, frameworks, loggers and Postgres. */
const sqlState =
  /\bInsufficientPrivilege(?:Error)?\b|\binsufficient_privilege\b|(?:sql_?state|sql_error_code|\bcode|\berrcode|\berror)\W{0,8}42501\b|\[42501\]|\(42501\)|\b42501: /i

/** A line of Postgres's own on Heroku, and what it is: `… user="u1" application_name="…" ERROR:  …`. */
const postgresLine = /\buser\s*=\s*"([^"]*)"(?:\s+application_name\s*=\s*"([^"]*)")?/
const notTheMessage = /(?:^|[\]"\s])(?:STATEMENT|DETAIL|HINT|CONTEXT|QUERY|LOG):\s/

/**
 * Returns what a line of a log says was denied by Postgres, or undefined where it says nothing of the kind. An operating
 * system's `Permission denied`, which names no kind of object, is none.
 */
export function deniedIn(text: string): Denied | undefined {
  // What Postgres adds to a message stands in lines of its own, and quotes whatever the statement held.
  if (notTheMessage.test(text) && !/(?:ERROR|FATAL):\s/.test(text)) return undefined
  const [, user, application] = postgresLine.exec(text) ?? []
  for (const { kind, sign } of texts) {
    const found = sign.exec(text)
    if (!found) continue
    const words = found.slice(1).filter((word) => word !== undefined)
    const object = kind === 'statement' ? undefined : words.at(-1)?.replaceAll('""', '"')
    return { kind: kind ?? words[0]?.toLowerCase() ?? 'statement', object, user, application }
  }
  return sqlState.test(text) ? { kind: 'statement', object: undefined, user, application } : undefined
}
