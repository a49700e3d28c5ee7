import { chownSync, readFileSync } from 'node:fs'

/** The account a server runs under: uid and gid as `spawn` takes them. */
export interface OsAccount {
  readonly uid: number
  readonly gid: number
}

/**
 * The account to run Postgres under, or undefined where our own will do. Postgres refuses to run as root
 * (postgres: "root" execution of the PostgreSQL server is not permitted), so root hands it to `postgres`, or to
 * `nobody`, which every system has. Throws where neither exists.
 */
export function serverAccount(): OsAccount | undefined {
  if (process.getuid?.() !== 0) return undefined
  const passwd = readFileSync('/etc/passwd', 'utf8')
  for (const name of ['postgres', 'nobody']) {
    const [, uid, gid] = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(passwd) ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error(
    'Postgres does not run as root, and /etc/passwd has neither a `postgres` nor a `nobody` to run it as. ' +
      'Run as an ordinary user, or add one of the two.',
  )
}

/** Gives a file or folder to the account, where there is one. */
export function giveTo(account: OsAccount | undefined, path: string): void {
  if (account) chownSync(path, account.uid, account.gid)
}
