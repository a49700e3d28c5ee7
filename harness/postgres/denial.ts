/** What a text says that Postgres denied (SQLSTATE 42501, insufficient_privilege). */
export interface Denied {
  /** Postgres's word for what was denied: `table`, `large object`, `row`, `ownership`; `statement` where no object is named. */
  readonly kind: string
  /** As the message names it, which for a relation is without its schema; undefined where no object is named. */
  readonly object: string | undefined
  /** What the object may be called besides, the longest first: a name that stands in no quotes ends nowhere for certain. */
  readonly longer: readonly string[]
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

/** What a message says is not permitted, where it names no object that a privilege is on. */
const undertakings =
  'a file|databases?|roles?|extension|event triggers?|tablespace|subscriptions?|publications?|settings?|session|parameter|privileges?|process|query|objects|owner|prepared|COPY|\\\\*"'

const texts: readonly { kind: string | undefined; sign: RegExp }[] = [
  // Since Postgres 10: "permission denied for column c of relation r".
  { kind: 'column', sign: new RegExp(`permission denied for column .+? of relation ${name}`, 'i') },
  { kind: undefined, sign: new RegExp(`permission denied for (${kinds}) ${name}`, 'i') },
  { kind: 'relation', sign: new RegExp(`permission denied: ${name} is a system (?:catalog|trigger)`, 'i') },
  { kind: 'ownership', sign: new RegExp(`must be (?:the )?owner of (?:${kinds}) ${name}`, 'i') },
  {
    kind: 'row',
    sign: new RegExp(
      `(?:violates row-level security policy(?: ${name})?(?: \\(USING expression\\))?|affected by row-level security policy) for table ${name}`,
      'i',
    ),
  },
  {
    kind: 'statement',
    sign: new RegExp(
      `permission denied to (?:create|alter|drop|set|grant|revoke|rename|copy|change|use|reassign|terminate|cancel|examine|finish)\\W(?:to or from |to |from )?(?:${undertakings})`,
      'i',
    ),
  },
  {
    kind: 'statement',
    sign: /must be (?:superuser|(?:a )?member of (?:the )?role|able to SET ROLE)\b|must have [A-Z]+ (?:privilege|option)\b/,
  },
  // Prisma's own text of P1010, which names the database and the user.
  { kind: 'statement', sign: /was denied access on the database\b/ },
]

/** Where a log says 42501 in whatever language the message is: the forms of drivers, frameworks, loggers and Postgres. */
const sqlStates: readonly RegExp[] = [
  /\bInsufficientPrivilege(?:Error)?\b|\binsufficient_privilege\b/,
  // A field of that name, in the forms of JSON, of a language's own objects, and of `name=value`; an address has them too.
  /(?:sql_?state|sql_error_code|pg_?code|errcode)\W{0,8}42501\b/i,
  /(?<![?&])\b(?:code|error_?code)\\*["']?\s*(?:[:=]|=>)\s*\\*["']42501\b/i,
  /(?<![?&])\b(?:code|error_?code)=42501\b/i,
  // pq: … (42501); PostgresqlException: [42501] …; PostgresException (0x80004005): 42501: …; ERROR:  42501: …
  /\bpq: .*\(42501\)/,
  /(?:exception|error)\W{1,3}\[42501\]/i,
  /(?:exception|error)(?: \(0x[0-9a-f]+\))?: 42501: |^\s*42501: |\b[A-Z]{4,}:\s+42501: |\bERROR 42501\b/,
  /\bP1010\b/,
]

/** A line of Postgres's own on Heroku, and what it is: `… user="u1" application_name="…" ERROR:  …`. */
const postgresLine = /\buser\s*=\s*"([^"]*)"(?:\s+application_name\s*=\s*"([^"]*)")?/
/** Whom Prisma says it was denied to. */
const prismaLine = /\bUser `([^`]+)` was denied access/
const part = /(?:^|[\]"\s])(ERROR|FATAL|PANIC|STATEMENT|DETAIL|HINT|CONTEXT|QUERY|LOG):\s/
const isError = /^(ERROR|FATAL|PANIC)$/

/** Heroku cuts a line of the app's after so many bytes (Dev Center, "Logging"), in the middle of a message too. */
const cutAfter = 9_900
const cutMessage = /permission denied for [a-z -]*$/

/** How many words a name may be of that stands in no quotes: Postgres writes `permission denied for table Audit Log`. */
const wordsOfName = 6

/**
 * Returns what a line of a log says was denied by Postgres, or undefined where it says nothing of the kind. An operating
 * system's `Permission denied`, which names no kind of object, is none.
 */
export function deniedIn(line: string): Denied | undefined {
  const text = line.replaceAll(/\\+u([0-9a-f]{4})/gi, (_escape, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
  const [, user = prismaLine.exec(text)?.[1], application] = postgresLine.exec(text) ?? []
  for (const { kind, sign } of texts) {
    const found = sign.exec(text)
    if (!found || !isMessage(text, found.index)) continue
    const words = found.slice(1).filter((word) => word !== undefined)
    const object = kind === 'statement' ? undefined : words.at(-1)?.replaceAll('""', '"').replace(/[.:]$/, '')
    const rest = text.slice(found.index + found[0].length)
    return {
      kind: kind ?? words[0]?.toLowerCase() ?? 'statement',
      object,
      longer: object === undefined || found[0].endsWith('"') ? [] : longerNames(object, rest),
      user,
      application,
    }
  }
  const isDenied =
    sqlStates.some((sign) => isMessage(text, sign.exec(text)?.index)) ||
    (Buffer.byteLength(line) >= cutAfter && cutMessage.test(text))
  return isDenied ? { kind: 'statement', object: undefined, longer: [], user, application } : undefined
}

/** Whether what stands there is of the message: what Postgres adds to it stands behind a word of its own, and quotes statements. */
function isMessage(text: string, at: number | undefined): boolean {
  if (at === undefined) return false
  const [, word] = part.exec(postgresLine.test(text) ? text : text.slice(0, at)) ?? []
  return word === undefined || isError.test(word)
}

/** What the name may be besides, if it is of several words: the longest first. */
function longerNames(first: string, rest: string): string[] {
  const [message = ''] = rest.split(/\\n|\\r|\n| \(SQLSTATE|"[,}]/)
  const words = message.split(/(?<=\S)(?=\s)/).slice(0, wordsOfName - 1)
  return words
    .map((_word, at) => `${first}${words.slice(0, at + 1).join('')}`)
    .filter((longer) => longer !== first)
    .toReversed()
}
