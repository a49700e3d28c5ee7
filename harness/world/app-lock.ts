import { createHash } from 'node:crypto'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import { runOf } from '../postgres/our-name.ts'
import type { Postgres } from '../postgres/postgres.ts'

/** Which session of Postgres holds the lock for a run, or why none does: for who is about to change the app. */
export type Hold =
  | {
      readonly pid: number
      /** When the session began, in seconds since the epoch, as Postgres prints it: a pid alone comes again. */
      readonly began: string
    }
  | { readonly missing: string }

/** A run that holds the lock of an app. */
export interface Holder {
  readonly pid: number
  readonly began: string
  readonly since: Date
  readonly application: string
}

/** The first half of the key, `role` in ASCII: no advisory lock of the app's own is met by chance. */
export const family = 0x726f6c65

/** Throws unless that session holds the lock of the app still. @throws Error with who has it; CouldNotLook. */
export async function mustBeHeld(owner: Postgres, app: string, hold: Hold): Promise<void> {
  if ('missing' in hold)
    throw new CouldNotLook(
      `it could not be seen to that no other run changes the app, or that it is the one that is meant: ${hold.missing}`,
    )
  const holders = await holdersOf(owner, app)
  if (holders.some(({ pid, began }) => pid === hold.pid && began === hold.began)) return
  throw new Error(`${lossOf(app, holders)} Nothing more is changed here.`)
}

/** How the lock came to be lost, by who holds it now. */
export function lossOf(app: string, holders: readonly Holder[]): string {
  const [taker] = holders
  return taker
    ? `${saidOfHolder(taker)} has taken ${app} over from this run.`
    : `The session that kept other runs away from ${app} has ended: another may have changed it.`
}

/** Who holds the lock of the app, the longest first. */
export function holdersOf(session: Postgres, app: string): Promise<Holder[]> {
  return session.rows<Holder>(
    `SELECT a.pid, extract(epoch FROM a.backend_start)::text AS began, a.backend_start AS since,
            coalesce(a.application_name, '') AS application
       FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid = $1::int4::oid AND l.objid = $2::int4::oid ORDER BY a.backend_start`,
    [family, keyOf(app)],
  )
}

/** The second half of the key: the first four bytes of the SHA-256 of its name. */
export function keyOf(app: string): number {
  return createHash('sha256').update(app).digest().readInt32BE()
}

/** The run in words: `provision by me@here, since 2026-05-10T09:00:00.000Z (session 4711 of Postgres)`. */
export const saidOfHolder = ({ application, pid, since }: Holder): string =>
  `${runOf(application) ?? `'${application}'`}, since ${since.toISOString()} (session ${pid} of Postgres)`
