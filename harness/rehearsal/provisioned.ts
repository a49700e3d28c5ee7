import type { Account } from './account/account.ts'
import type { App } from './account/app.ts'
import { recordRelease } from './account/changes/releases.ts'
import { type Credential, newPassword } from './account/credential.ts'
import { onValue, type RehearsedRunbook } from './project/rehearsed-runbook.ts'

/**
 * Puts an app where the carried-out runbook leaves it: the credential, the grants, its config vars, and the releases they
 * made. It goes through the platform's own state and grants of its own, never through the harness's plan.
 */
export async function provision(account: Account, app: App, runbook: RehearsedRunbook): Promise<void> {
  const { role, configVars } = runbook
  const addon = account.addons.find((candidate) => candidate.app === app)
  if (!addon) throw new Error(`${app.name} has no add-on to provision a credential on.`)
  const user = { user: role, password: newPassword(), state: 'active' as const }
  const credential: Credential = { name: role, state: 'active', users: [user], pollsLeft: 0 }

  await addon.database.createCredential(role, user.password, account.settings.newCredentialGrants)
  await account.project.grant(addon.database, role)
  addon.credentials.push(credential)
  const changes = {
    [configVars.restricted]: addon.database.url(role, user.password),
    ...(configVars.flag !== undefined && { [configVars.flag]: onValue(runbook) }),
  }
  for (const [name, value] of Object.entries(changes)) {
    app.configVars.set(name, value)
    recordRelease(app, `Set ${name} config vars`)
  }
}
