import { type DoStmt, parsePlPgSQLSync, parseSync, scanSync } from 'libpg-query'
import { z } from 'zod'
import { checkedStatement, dollarQuoted, passwordCheck } from './password-check.ts'
import { mayBeReserved, reservedStatement } from './reserved-statements.ts'

/** What an EXECUTE with a constant, or a format() template, spells out. Assembled from pieces it is not seen. */
const spelledOut =
  /\b(?:create|alter)\s+(?:role|user|group)\b[^;]*\b(?:password|valid\s+until|rename\s+to)\b/i

// Of the tree parsePlPgSQL answers: the two nodes that hold SQL to look into.
const expression = z.object({ PLpgSQL_expr: z.object({ query: z.string() }) })
const staticStatement = z.object({ lineno: z.number(), sqlstmt: expression })
const dynamicStatement = z.object({ lineno: z.number(), query: expression })

interface ReservedPlace {
  readonly line: number
  /** The text the statement starts with, as it stands in the body. */
  readonly startsWith: string
}

/**
 * The DO statement with the check in front of each reserved statement of its body, so that its own control flow decides
 * whether the refusal is raised and its own handlers may catch it. The very same text where the body holds none. Where
 * the places cannot be told (a body in an escape string, one the parser does not read), the check stands before the
 * whole.
 */
export function checkedDo(sql: string, statement: DoStmt): string {
  const body = argument(statement, 'as')
  if (body === undefined) return sql
  const places = reservedPlaces(sql)
  if (places?.length === 0 || (!places && !spelledOut.test(body))) return sql
  const checked = places && withChecks(body, places)
  const around = aroundBody(sql, body)
  if (!checked || !around) return checkedStatement(sql, 'DO')
  return around.before + dollarQuoted(checked) + around.after
}

function argument(statement: DoStmt, name: string): string | undefined {
  for (const element of statement.args ?? []) {
    if (!('DefElem' in element) || element.DefElem.defname !== name) continue
    const { arg } = element.DefElem
    return arg && 'String' in arg ? arg.String.sval : undefined
  }
  return undefined
}

/** In the order of the text. Undefined where the parser cannot read the body. */
function reservedPlaces(sql: string): ReservedPlace[] | undefined {
  try {
    const places: ReservedPlace[] = []
    collect(parsePlPgSQLSync(sql), places)
    return places
  } catch {
    return undefined
  }
}

/** Walks the parser's tree, whatever holds statements: blocks, branches, loops, handlers. */
function collect(node: unknown, places: ReservedPlace[]): void {
  if (typeof node !== 'object' || node === null) return
  for (const [kind, value] of Object.entries(node)) {
    if (kind === 'PLpgSQL_stmt_execsql') {
      const { lineno, sqlstmt } = staticStatement.parse(value)
      const { query } = sqlstmt.PLpgSQL_expr
      if (isReserved(query)) places.push({ line: lineno, startsWith: query })
    } else if (kind === 'PLpgSQL_stmt_dynexecute') {
      const { lineno, query } = dynamicStatement.parse(value)
      if (spelledOut.test(query.PLpgSQL_expr.query)) places.push({ line: lineno, startsWith: 'execute' })
    } else {
      collect(value, places)
    }
  }
}

function isReserved(query: string): boolean {
  if (!mayBeReserved(query)) return false
  try {
    return (parseSync(query).stmts ?? []).some(({ stmt }) => stmt !== undefined && reservedStatement(stmt))
  } catch {
    return false
  }
}

/**
 * The body with a check before each place, each looked for from its line on and behind the one before. Undefined where
 * one is not found, or where a comment spells the statement too and the check would land in there: the parser is asked
 * again, and has to see every check.
 */
function withChecks(body: string, places: readonly ReservedPlace[]): string | undefined {
  let checked = ''
  let done = 0
  for (const { line, startsWith } of places) {
    const from = Math.max(done, lineStart(body, line))
    const at = body.toLowerCase().indexOf(startsWith.toLowerCase(), from)
    if (at < 0) return undefined
    checked += body.slice(done, at) + passwordCheck('do')
    done = at
    checked += body.slice(done, at + 1)
    done = at + 1
  }
  checked += body.slice(done)
  return seenChecks(checked) === places.length ? checked : undefined
}

function seenChecks(body: string): number {
  try {
    const tree = JSON.stringify(parsePlPgSQLSync(`DO ${dollarQuoted(body)}`))
    return tree.split('"NOT pg_catalog.pg_has_role(current_user, $check$rds_password$check$').length - 1
  } catch {
    return -1
  }
}

function lineStart(body: string, line: number): number {
  let at = 0
  for (let n = 1; n < line; n++) at = body.indexOf('\n', at) + 1
  return at
}

/** The text around the body's string constant, if it is one whose content is the body to the letter. */
function aroundBody(sql: string, body: string): { before: string; after: string } | undefined {
  const token = scanSync(sql).tokens.find(
    ({ tokenName, text }) =>
      tokenName === 'SCONST' && (quotedDollar(text) === body || quotedPlain(text) === body),
  )
  if (!token) return undefined
  // The scanner counts the bytes of UTF-8.
  const bytes = Buffer.from(sql, 'utf8')
  return { before: bytes.toString('utf8', 0, token.start), after: bytes.toString('utf8', token.end) }
}

function quotedDollar(text: string): string | undefined {
  const quote = /^\$[^$]*\$/.exec(text)?.[0]
  return quote && text.slice(quote.length, -quote.length)
}

function quotedPlain(text: string): string | undefined {
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : undefined
}
