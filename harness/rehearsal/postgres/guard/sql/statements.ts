import { loadModule, type Node, parseSync, type RawStmt } from 'libpg-query'
import { checkedDo } from './do-body.ts'
import { checkedStatement } from './password-check.ts'
import { mayBeReserved, reservedStatement } from './reserved-statements.ts'

/** Resolves when {@link checkedSql} may be called. */
export const grammarReady = loadModule

/**
 * SQL as a client sent it, read with one character a byte (`latin1`) whatever the client's encoding: the grammar's
 * keywords are ASCII in all of them, and what is not ours to change leaves with the bytes it came with. The answer has each reserved statement replaced by one that checks first:
 * statement by statement, so that the others run and roll back around it as the server has it. The very same text where
 * there is none. What the grammar (PostgreSQL 18's) cannot read goes to the server as it came: the server has the last
 * word.
 */
export function checkedSql(sql: string): string {
  if (!mayBeReserved(sql)) return sql
  // The parser counts the bytes of UTF-8.
  const bytes = Buffer.from(sql, 'utf8')
  let out = ''
  let done = 0
  for (const { stmt, stmt_location: start = 0, stmt_len } of statementsOf(sql)) {
    if (!stmt) continue
    // No length: the last statement, without a semicolon.
    const end = stmt_len ? start + stmt_len : bytes.length
    const text = bytes.toString('utf8', start, end)
    const checked = checkedText(text, stmt)
    if (checked === text) continue
    out += `${bytes.toString('utf8', done, start)}${checked}`
    done = end
  }
  return done === 0 ? sql : out + bytes.toString('utf8', done)
}

function checkedText(text: string, statement: Node): string {
  if ('DoStmt' in statement) return checkedDo(text, statement.DoStmt)
  const reserved = reservedStatement(statement)
  return reserved ? checkedStatement(text, reserved.tag) : text
}

function statementsOf(sql: string): readonly RawStmt[] {
  try {
    return parseSync(sql).stmts ?? []
  } catch {
    return []
  }
}
