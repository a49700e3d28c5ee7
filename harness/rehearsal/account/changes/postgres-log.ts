import { randomInt } from 'node:crypto'
import { postgresLines } from '../../log-stream/postgres-lines.ts'
import type { Account } from '../account.ts'
import type { Addon } from '../addon.ts'

/** Of what Postgres writes, an app's log is shown what went wrong; which LOG messages Heroku shows too is not known. */
const shown = new Set(['WARNING', 'ERROR', 'FATAL', 'PANIC'])

/** Has what a database's Postgres writes appear in the log of the add-on's app, where its profile shows it. */
export function showPostgresLog(account: Account, addon: Addon): void {
  // A number of the database's own, and no pid.
  const source = `postgres.${randomInt(1, 50_000)}`
  const written = new Map<string, number>()
  addon.database.followLog(({ severity, database, pid, entries }) => {
    if (database !== addon.database.name || !shown.has(severity)) return
    const number = (written.get(pid) ?? 0) + 1
    written.set(pid, number)
    const name = nameOf(account, addon)
    for (const line of postgresLines(entries, { name, number })) addon.app.log.append('app', source, line)
  })
}

function nameOf(account: Account, addon: Addon): string {
  const attachment = account.attachments.find((one) => one.addon === addon && one.app === addon.app)
  return attachment?.name.split('_').at(-1) ?? 'DATABASE'
}
