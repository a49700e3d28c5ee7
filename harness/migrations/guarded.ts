import { inSql } from '../postgres/in-sql.ts'

/** Statements in the form that runs where the role is not there, and grants where it is. */
export function guardedLines(role: string, statements: readonly string[]): string[] {
  return block(
    `IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${nameAsLiteral(role)}) THEN`,
    statements,
  )
}

/** The same for a table that may not be there. */
export function guardedTable(table: string, statements: readonly string[]): string[] {
  return block(`IF to_regclass(${nameAsLiteral(table)}) IS NOT NULL THEN`, statements)
}

function block(condition: string, statements: readonly string[]): string[] {
  const within = statements.map((statement) => `    ${statement.replace(/;?$/, ';')}`)
  return ['DO $$', 'BEGIN', `  ${condition}`, ...within, '  END IF;', 'END', '$$;']
}

/** A name as a literal, without the quotes that SQL may need. */
const nameAsLiteral = (name: string): string => inSql(name.replace(/^"(.*)"$/, '$1'))
