import type { Account } from '../account.ts'
import type { App } from '../app.ts'
import { configVarOf } from '../attachment.ts'
import { invalidParams } from '../refusal.ts'
import { createRelease } from './releases.ts'

/**
 * Sets (a string) or removes (null) config vars: one release, one restart, whether or not anything changed (Dev Center,
 * "Configuration and Config Vars"). Throws Heroku's refusal for a config var that an attachment owns.
 */
export function changeConfigVars(
  account: Account,
  app: App,
  changes: Readonly<Record<string, string | null>>,
): void {
  const owned = new Set(
    account.attachments
      .filter((attachment) => attachment.app === app)
      .map((attachment) => configVarOf(attachment)),
  )
  const names = Object.keys(changes)
  const taken = names.filter((name) => owned.has(name))
  if (taken.length > 0) throw invalidParams(`Cannot overwrite attachment values ${taken.join(', ')}.`)

  for (const [name, value] of Object.entries(changes)) {
    if (value === null) app.configVars.delete(name)
    else app.configVars.set(name, value)
  }
  const verb = Object.values(changes).every((value) => value === null) ? 'Remove' : 'Set'
  createRelease(app, `${verb} ${names.join(', ')} config vars`)
}
