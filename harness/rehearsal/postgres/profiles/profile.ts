/** The two kinds of Postgres that Heroku runs: on RDS, and its own ("classic"). */
export const profileNames = ['rds', 'classic'] as const
export type ProfileName = (typeof profileNames)[number]

/** A database that is being made, and who owns it. */
export interface NewDatabase {
  readonly name: string
  readonly owner: string
}

/** What the owner has on schema `heroku_ext`, where the profile has it: USAGE, in three of nine databases with the grant option. */
export const herokuExtGrants = ['usage', 'usage-with-grant-option'] as const

/** In what the furniture of one kind differs from database to database. */
export interface Furnishing {
  /** The schema that pg_stat_statements is in. */
  readonly statisticsSchema: string
  readonly herokuExtGrants: (typeof herokuExtGrants)[number]
}

/** What one kind of Heroku's Postgres has that another has not; docs/rehearsal.md says of each part how it is known. */
export interface Profile {
  readonly name: ProfileName
  /** The superuser that the server is initialised by, and that owns what the platform installs. */
  readonly superuser: string
  readonly serverSettings: Readonly<Record<string, string | number>>
  /** Whether passwords are reserved to members of rds_password, which the guard then enforces. */
  readonly restrictsPasswords: boolean
  /** Whether what Postgres writes is in the app's log. */
  readonly showsLog: boolean
  /** The application names of the platform's own sessions, which are the owner's. */
  readonly platformSessions: readonly string[]
  /** SQL that makes the platform's own roles, run once on a server, as the superuser. */
  readonly roles: string
  /** SQL that furnishes a new database, run in it as the superuser after its schema `public` has been settled. */
  furniture(database: NewDatabase, furnishing: Furnishing): string
}
