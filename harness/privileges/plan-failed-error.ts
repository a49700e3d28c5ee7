/** GRANT and REVOKE that did nothing say no more than a warning: 01007 privilege not granted, 01006 not revoked. */
export const nothingDone: ReadonlySet<string> = new Set(['01007', '01006'])

/** A statement of the plan did not do what it says; the transaction was rolled back. */
export class PlanFailedError extends Error {
  readonly statement: string
  readonly sqlState: string | undefined
  readonly answer: string
  constructor(statement: string, sqlState: string | undefined, said: string) {
    super(
      `The plan was rolled back: expected \`${statement}\` to take effect, and Postgres answered ${sqlState ?? 'nothing'}: ${said}. ${helpFor(sqlState)}`,
    )
    this.name = 'PlanFailedError'
    this.statement = statement
    this.sqlState = sqlState
    this.answer = said
  }
}

/**
 * What to do about a statement that failed: what is a matter of privileges (0L, 42501, and the two warnings) is for who has them;
 * what the server cannot do now (25006 read-only, 53 resources, 57 an operator, 58 the system) may pass (Appendix A, PostgreSQL
 * Error Codes).
 */
function helpFor(sqlState = ''): string {
  if (nothingDone.has(sqlState) || /^(0L|42501)/.test(sqlState))
    return "Run it as the database's owner, and see who owns what, and who granted it: the plan, asked for again, names them."
  return /^(25006|53|57|58)/.test(sqlState)
    ? 'See `heroku pg:info` for what is the matter with the database, and run it again when that is over.'
    : 'Nothing here knows of it: escalate to the operator with what is printed here.'
}
