import type { Account } from '../account.ts'
import type { App } from '../app.ts'
import { configVarOf } from '../attachment.ts'
import { invalidParams, unprocessable } from '../refusal.ts'
import type { Release } from '../release.ts'
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
  const owned = ownedVars(account, app)
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

/**
 * Brings back the config vars of a release of the app's: "Rollback affects code and config vars; it doesn't add or remove addons" (CLI
 * commands/releases/rollback.js), so what belongs to an attachment stays as it is. @throws Refusal for a release that failed.
 */
export function rollBack(account: Account, app: App, { version, status, configVars }: Release): void {
  if (status !== 'succeeded') throw unprocessable(`v${version} is not eligible for a rollback.`)
  const owned = ownedVars(account, app)
  for (const name of app.configVars.keys()) if (!owned.has(name)) app.configVars.delete(name)
  for (const [name, value] of configVars) if (!owned.has(name)) app.configVars.set(name, value)
  createRelease(app, `Rollback to v${version}`)
}

/** The config vars that the app's attachments own. */
function ownedVars({ attachments }: Account, app: App): ReadonlySet<string> {
  return new Set(
    attachments.filter((attachment) => attachment.app === app).map((attachment) => configVarOf(attachment)),
  )
}
