import { type FindingCode, findingCodes } from '../privileges/findings/finding-codes.ts'
import type { PrivilegeFinding } from '../privileges/findings/privilege-finding.ts'
import type { Place } from './migration.ts'
import { asMigrated } from './this-database.ts'

/**
 * The codes that only migrations have, beside those of the audit, which mean here what they mean on a database: what goes
 * wrong, and what mends it. A code is stable. Each has a heading in docs/migrations.md.
 */
export const ownCodes = {
  'unguarded-grant': {
    consequence:
      'Where the role is not there yet (CI, review apps, prod before its turn) the migration fails with `role … does not exist` (42704), and the deploy with it.',
    help: 'Run it only where the role is',
  },
  'password-statement': {
    consequence:
      "Heroku's owner may neither make a role nor set a password: the release fails (failure mode A), and the password is in the repository.",
    help: 'Take it out: `heroku pg:credentials:create` makes the role',
  },
  'revoke-on-missing': {
    consequence:
      'Where the table is not there the statement fails with 42P01, and what comes after it does not run.',
    help: 'Run it only where the table is',
  },
  'grant-before-create': {
    consequence: 'The relation is created in a later migration: the statement fails with 42P01.',
    help: 'Grant in the migration that creates it',
  },
  'append-only-recreated': {
    consequence:
      'Its rows are gone, and what was granted and revoked on it: the new table begins with the default privileges.',
    help: 'Alter the table, or move its rows and name its privileges in the same migration',
  },
  'object-of-another': {
    consequence:
      'The database owner can neither grant nor revoke there, and its GRANT … ON ALL TABLES fails as a whole.',
    help: 'Leave it to the role that applies the migrations',
  },
  'suppression-without-reason': {
    consequence: 'Nobody can tell later whether it still holds; it suppresses nothing.',
    help: 'Write the reason after a colon',
  },
  'stale-suppression': {
    consequence: 'It suppresses nothing now, and would hide the next finding of that kind.',
    help: 'Take it out',
  },
} as const satisfies Record<string, { consequence: string; help: string }>

export type OwnCode = keyof typeof ownCodes
export type MigrationCode = OwnCode | FindingCode

export const isOwnCode = (code: string): code is OwnCode => code in ownCodes

/** What goes wrong while a finding of a code stands, and what mends it. */
export function aboutCode(code: MigrationCode): { readonly consequence: string; readonly help: string } {
  return isOwnCode(code) ? ownCodes[code] : findingCodes[code]
}

/** Which of the two ways found something. */
export type Engine = 'read' | 'run'

/** What a migration leaves otherwise than the policy has it. */
export interface MigrationFinding {
  readonly code: MigrationCode
  /** A warning changes no exit status. */
  readonly level: 'error' | 'warning'
  /** As Postgres names it: `public.orders`. */
  readonly object: string
  readonly place: Place
  readonly expected: string
  readonly found: string
  readonly consequence: string
  readonly help: string
  /** What is to be in the migration, statement by statement; empty where no statement mends it. */
  readonly lines: readonly string[]
  /** The later migration that mends it, for which the deploys in between do not wait. */
  readonly mendedIn?: string
  readonly engines: readonly Engine[]
}

/** Returns a finding of the migrations' own. */
export function ownFinding(
  code: OwnCode,
  about: Pick<MigrationFinding, 'object' | 'place' | 'expected' | 'found'> & {
    readonly lines?: readonly string[]
  },
): MigrationFinding {
  const level = code === 'unguarded-grant' ? 'warning' : 'error'
  return { code, level, ...ownCodes[code], lines: [], engines: ['read'], ...about }
}

/** Returns what the audit found as a finding of the migration that brought it about. */
export function auditFinding(found: PrivilegeFinding, place: Place, engine: Engine): MigrationFinding {
  const { code, object, expected, consequence, help, fix } = found
  return {
    code,
    level: 'error',
    object,
    place,
    expected,
    found: found.found,
    consequence,
    help: help.replace(/: the database owner can\.$|\.$/, ''),
    lines: fix === undefined ? [] : [asMigrated(fix)],
    engines: [engine],
  }
}
