import { createHash, randomBytes } from 'node:crypto'

const project = 'role-runbook'

/** Ends each of our statements, so that they can be told from everybody else's in pg_stat_statements, which has no sessions. */
export const ourMark = `/* ${project} */`

/**
 * What sessions of this process are called, so that they can be told from the app's in pg_stat_activity and in the log: the
 * project and a number that bears its own check. An app that calls itself `role-runbook` is not taken for us, and other
 * processes of ours are, those of earlier runs too.
 */
export const applicationName = `${project} ${checked(randomBytes(2).toString('hex'))}`

/** The same for a session that stands for a whole run: `role-runbook 1f0c…: provision by me@here`. */
export function nameOfRun(run: string): string {
  // Postgres keeps 63 bytes of it, and of those the printable ones of ASCII (PostgreSQL documentation, application_name).
  return `${applicationName}: ${run}`.replace(/[^ -~]/g, '?').slice(0, 63)
}

/** Whether a session of that application name is one of ours. */
export const isOurs = (application: string): boolean => partsOf(application) !== undefined

/** What run a session stands for; undefined where it is none of ours, or stands for none. */
export const runOf = (application: string): string | undefined => partsOf(application)?.run

function partsOf(application: string): { run: string | undefined } | undefined {
  const [, number = '', nonce = '', run] =
    /^role-runbook (([0-9a-f]{4})[0-9a-f]{8})(?:: (.+))?$/.exec(application) ?? []
  return number !== '' && number === checked(nonce) ? { run } : undefined
}

function checked(nonce: string): string {
  const check = createHash('sha256').update(`${project} ${nonce}`).digest('hex')
  return `${nonce}${check.slice(0, 8)}`
}
