import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One way a provisioned database can leave its policy, and what must be said of it. */
export interface Drift {
  /** The fact of the audit it is about: its file under `facts/`. */
  readonly fact: string
  readonly code: string
  readonly object: string
  /** Run by a superuser. */
  readonly sql: string
  /** There where the database's owner cannot mend it with GRANT and REVOKE: puts it back, by a superuser. */
  readonly undo: string | undefined
  /** The major version that brought what it is about, or 0: an earlier server does not know its SQL. */
  readonly since: number
}

/** A change that leaves the role's effective access as it is. */
export interface HarmlessChange {
  readonly what: string
  readonly sql: string
  readonly since: number
}

const driftFolder = new URL('facts/', import.meta.url)

/** Every drift of `facts/`. */
export function allDrifts(): Drift[] {
  return readdirSync(driftFolder)
    .toSorted()
    .flatMap((file) => {
      const fact = file.replace('.sql', '')
      return entries(new URL(file, driftFolder)).map(({ title, sql, since }) => {
        const [code = '', object = ''] = title.split(/ (.*)/)
        const [change = '', undo] = sql.split('-- undo\n')
        return { fact, code, object, sql: change, undo, since }
      })
    })
}

/** Every change of `harmless-changes.sql`. */
export function allHarmlessChanges(): HarmlessChange[] {
  return entries(new URL('harmless-changes.sql', import.meta.url)).map(({ title, sql, since }) => ({
    what: title,
    sql,
    since,
  }))
}

/** A file holds entries with an empty line in between: `-- title`, with `(from 17)` where that version has it first. */
function entries(file: URL): { title: string; sql: string; since: number }[] {
  return readFileSync(file, 'utf8')
    .split(/\n\n+/)
    .map((entry) => {
      const [, title, since, sql] = /^-- (.*?)(?: \(from (\d+)\))?\n([^]*)$/.exec(`${entry.trim()}\n`) ?? []
      if (title === undefined || sql === undefined)
        throw new Error(`No title in ${fileURLToPath(file)}: ${entry}`)
      return { title, sql, since: Number(since ?? 0) }
    })
}
