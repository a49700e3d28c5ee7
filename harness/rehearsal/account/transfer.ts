/** A copy from one database to another (CLI lib/pg/backups.js). */
export interface Transfer {
  readonly id: string
  readonly startedAt: Date
  readonly log: string[]
  finishedAt: Date | undefined
  succeeded: boolean
}
