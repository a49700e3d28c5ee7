/** What RDS answers (Amazon RDS User Guide, 'Delegating and controlling user password management'). */
export const refusal = 'must be a member of rds_password to alter passwords'

/**
 * Marks, in the schema field of a message, that the check sent it: `replies.ts` takes it off again. The server makes
 * nothing of the field. `statement` stands for a statement on its own, `do` for one inside a DO body.
 */
export const checkMarks = { statement: 'rds_password:statement', do: 'rds_password:do' } as const

const reservedFor = 'rds_password'

/**
 * PL/pgSQL that raises the refusal unless the current role is a member of rds_password: it runs in the session itself,
 * so SET ROLE, a membership granted a moment ago and the state of the transaction count as they do for the server, and
 * superusers pass. SQLSTATE 42501 is an assumption: RDS documents the message only. One line, and without a single
 * quote, so that it fits into any body.
 */
export function passwordCheck(mark: keyof typeof checkMarks): string {
  return (
    `IF NOT pg_catalog.pg_has_role(current_user, ${text(reservedFor)}, ${text('MEMBER')}) THEN ` +
    `RAISE EXCEPTION USING MESSAGE = ${text(refusal)}, ERRCODE = ${text('42501')}, ` +
    `SCHEMA = ${text(checkMarks[mark])}; END IF; `
  )
}

/**
 * One statement that stands for a reserved one: the check, then the statement itself. What the server answers is the
 * DO's; the INFO before the statement runs tells `replies.ts` to make it the statement's (INFO reaches the client
 * whatever client_min_messages says, and no log at the default settings).
 */
export function checkedStatement(sql: string, tag: string): string {
  const body =
    `BEGIN ${passwordCheck('statement')}` +
    `RAISE INFO USING MESSAGE = ${text(tag)}, SCHEMA = ${text(checkMarks.statement)}; ` +
    `EXECUTE ${dollarQuoted(sql)}; END`
  return `DO ${dollarQuoted(body)}`
}

/** A string constant whose content is taken literally, whatever standard_conforming_strings says. */
export function dollarQuoted(content: string): string {
  for (let n = 0; ; n++) {
    const quote = `$rds${n}$`
    if (!content.includes(`$rds${n}`)) return `${quote}${content}${quote}`
  }
}

function text(constant: string): string {
  return `$check$${constant}$check$`
}
