import type { Subject } from '../../config/subject.ts'
import type { Postgres } from '../../postgres/postgres.ts'

/** The second user that a rotation logs in by until it is finished (heroku 11, commands/pg/credentials/rotate.js). */
export const rotatingUser = (role: string): string => `${role}-rotating`

/** Whether a login name is the restricted credential's: its role, or the second user of a rotation under way. */
export function isCredentialUser(name: string, role: string): boolean {
  return name === role || name === rotatingUser(role)
}

/** Whether a login name is that of another role of the app: each is the subject of runs of its own. */
export function isOfAnotherRole(name: string, { otherRoles }: Pick<Subject, 'otherRoles'>): boolean {
  return otherRoles.some(({ role }) => isCredentialUser(name, role))
}

/** Which of the credential's roles Postgres has. */
export interface CredentialRoles {
  /** The role itself: whether it may log in, or that there is none. */
  readonly role: 'can log in' | 'cannot log in' | 'missing'
  /** Whether the second user of a rotation is there. */
  readonly rotating: boolean
}

/** Reads them from `pg_roles`. */
export async function readCredentialRoles(owner: Postgres, role: string): Promise<CredentialRoles> {
  const found = await owner.rows<{ name: string; login: boolean }>(
    'SELECT rolname AS name, rolcanlogin AS login FROM pg_catalog.pg_roles WHERE rolname IN ($1, $2)',
    [role, rotatingUser(role)],
  )
  const own = found.find(({ name }) => name === role)
  return {
    role: own ? (own.login ? 'can log in' : 'cannot log in') : 'missing',
    rotating: found.some(({ name }) => name === rotatingUser(role)),
  }
}
