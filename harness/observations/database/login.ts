import pg from 'pg'
import type { Postgres } from '../../postgres/postgres.ts'
import type { UrlState } from '../settings.ts'

/** What Postgres says to a login: `member` is whether the session is of the role, its own or a rotation's. */
export type Login =
  | { readonly is: 'no URL'; readonly instead: UrlState }
  | { readonly is: 'let in'; readonly as: string; readonly member: boolean }
  | { readonly is: 'refused'; readonly code: string; readonly message: string }

/** Tries one. @throws CouldNotLook where the server cannot be reached. */
export async function tryLogin(session: Postgres, role: string): Promise<Login> {
  try {
    const [found] = await session.rows<{ name: string; member: boolean }>(
      `SELECT session_user AS name,
              EXISTS (SELECT FROM pg_roles r WHERE r.rolname = $1 AND pg_has_role(session_user, r.oid, 'MEMBER')) AS member`,
      [role],
    )
    return { is: 'let in', as: found?.name ?? '', member: found?.member ?? false }
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    return { is: 'refused', code: error.code ?? 'no code', message: error.message }
  }
}
