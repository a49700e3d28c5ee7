import type { Account } from './account/account.ts'
import type { App } from './account/app.ts'
import { recordRelease } from './account/changes/releases.ts'
import { type Credential, newPassword } from './account/credential.ts'
import { onValue, type RehearsedRole, type RehearsedRunbook, rolesOf } from './project/rehearsed-runbook.ts'

/** Puts an app where the carried-out runbook leaves it, with each of its roles. */
export async function provision(account: Account, app: App, runbook: RehearsedRunbook): Promise<void> {
  for (const role of rolesOf(runbook)) await provisionRole(account, app, runbook, role)
}

/**
 * Puts an app where the carried-out runbook leaves it: the credential, the grants, its config vars, and the releases they
 * made. It goes through the platform's own state and grants of its own, never through the harness's plan.
 */
async function provisionRole(
  account: Account,
  app: App,
  runbook: RehearsedRunbook,
  role: RehearsedRole,
): Promise<void> {
  const { name, restricted, flag } = role
  const addon = account.addons.find((candidate) => candidate.app === app)
  if (!addon) throw new Error(`${app.name} has no add-on to provision a credential on.`)
  const user = { user: name, password: newPassword(), state: 'active' as const }
  const credential: Credential = { name, state: 'active', users: [user], pollsLeft: 0 }

  await addon.database.createCredential(name, user.password, account.settings.newCredentialGrants)
  await account.project.grant(addon.database, role)
  addon.credentials.push(credential)
  const changes = {
    [restricted]: addon.database.url(name, user.password),
    ...(flag !== undefined && { [flag]: onValue(runbook) }),
  }
  for (const [variable, value] of Object.entries(changes)) {
    app.configVars.set(variable, value)
    recordRelease(app, `Set ${variable} config vars`)
  }
}
