/**
 * One thing that is not as the runbook wants it: what a failed check reports, on the terminal and in the JSON report.
 * `object` is named as Postgres or Heroku names it (`public.orders`, `DATABASE_URL`).
 */
export interface Finding {
  /** Stable, kebab-case; each has a page `docs/findings/<code>.md`. */
  readonly code: string
  readonly object: string
  readonly expected: string
  readonly found: string
  /** What goes wrong while it stays so: one sentence. */
  readonly consequence: string
  /** What to do, and who can do it: one sentence. */
  readonly help: string
  /** The command or SQL that mends it, where one exists. */
  readonly fix?: string
  /** What `fix` is: SQL for the owner to run, a command of this project's, or one of Heroku's. */
  readonly fixKind?: 'sql' | 'run' | 'heroku'
  /** The failure mode this is a sign of: the source's letter, or the name of another in `docs/failure-modes/`. */
  readonly failureMode?: string
  /** Whom to tell, as the configuration names them. */
  readonly tell?: string
}
