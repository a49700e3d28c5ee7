import type { Node } from 'libpg-query'

/** A statement that rds.restrict_password_commands reserves, and the command tag Postgres answers it with. */
export interface ReservedStatement {
  readonly tag: 'CREATE ROLE' | 'ALTER ROLE'
}

/**
 * Whether a statement is one of those `rds.restrict_password_commands` reserves to members of rds_password (Amazon RDS
 * User Guide, 'Delegating and controlling user password management'), and which. USER and GROUP are spellings of ROLE.
 *
 * Documented: CREATE ROLE … PASSWORD, with or without VALID UNTIL; ALTER ROLE … PASSWORD, VALID UNTIL, or both; ALTER
 * ROLE … RENAME TO.
 * Assumed: PASSWORD NULL counts as PASSWORD, and CREATE ROLE … VALID UNTIL without a password counts, since the guide
 * speaks of 'password constraints, such as password lifetime'. RENAME TO counts for every password: the guide lists it
 * without condition, and says beside the list that it is 'also restricted' with MD5.
 */
export function reservedStatement(statement: Node): ReservedStatement | undefined {
  if ('CreateRoleStmt' in statement) {
    return setsPassword(statement.CreateRoleStmt.options) ? { tag: 'CREATE ROLE' } : undefined
  }
  if ('AlterRoleStmt' in statement) {
    return setsPassword(statement.AlterRoleStmt.options) ? { tag: 'ALTER ROLE' } : undefined
  }
  if ('RenameStmt' in statement) {
    return statement.RenameStmt.renameType === 'OBJECT_ROLE' ? { tag: 'ALTER ROLE' } : undefined
  }
  return undefined
}

/**
 * Whether text can hold a reserved statement at all: cheap, and wrong in one direction only. A statement starts the
 * text, a line, or stands behind a semicolon or a comment, and keywords stand literally in SQL; only the body of a DO may
 * be spelled with escapes, so every DO is worth a parse.
 */
export function mayBeReserved(sql: string): boolean {
  return (
    /(?:^|[;\n\r/])[ \t\f\v]*do\b/i.test(sql) ||
    (/(?:^|[;\n\r/])[ \t\f\v]*(?:create|alter)\b/i.test(sql) &&
      /password|valid|rename/i.test(sql) &&
      /role|user|group/i.test(sql))
  )
}

function setsPassword(options: readonly Node[] | undefined): boolean {
  return (options ?? []).some(
    (option) => 'DefElem' in option && ['password', 'validUntil'].includes(option.DefElem.defname ?? ''),
  )
}
