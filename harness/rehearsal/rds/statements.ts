import { parseSync, type RawStmt } from 'libpg-query'
import { indexOfByte } from './byte-text.ts'
import { checkedDo } from './do-body.ts'
import { checkedStatement } from './password-check.ts'
import { mayBeReserved, reservedStatement } from './reserved-statements.ts'

/**
 * SQL as a client sent it (one character a byte) with each reserved statement replaced by one that checks first:
 * statement by statement, so that the others run and roll back around it as the server has it. The very same text where
 * there is none. What the grammar (PostgreSQL 18's) cannot read goes to the server as it came: the server has the last
 * word.
 */
export function checkedSql(sql: string): string {
  if (!mayBeReserved(sql)) return sql
  let out = ''
  let done = 0
  for (const { start, end, statement } of statementsOf(sql)) {
    const text = sql.slice(start, end)
    const checked = checkedText(text, statement)
    if (checked === text) continue
    out += `${sql.slice(done, start)} ${checked}`
    done = end
  }
  return done === 0 ? sql : out + sql.slice(done)
}

function checkedText(text: string, statement: NonNullable<RawStmt['stmt']>): string {
  if ('DoStmt' in statement) return checkedDo(text, statement.DoStmt)
  const reserved = reservedStatement(statement)
  return reserved ? checkedStatement(text, reserved.tag) : text
}

interface Statement {
  readonly start: number
  readonly end: number
  readonly statement: NonNullable<RawStmt['stmt']>
}

function statementsOf(sql: string): Statement[] {
  try {
    return (parseSync(sql).stmts ?? []).flatMap(({ stmt, stmt_location = 0, stmt_len }) => {
      if (!stmt) return []
      const start = indexOfByte(sql, stmt_location)
      // No length: the last statement, without a semicolon.
      const end = stmt_len ? start + indexOfByte(sql.slice(start), stmt_len) : sql.length
      return [{ start, end, statement: stmt }]
    })
  } catch {
    return []
  }
}
