import type { Account } from './account/account.ts'
import type { App } from './account/app.ts'
import { recordRelease } from './account/changes/releases.ts'
import { type Credential, newPassword } from './account/credential.ts'
import { provisionedGrantsSql } from './project/project-files.ts'
import type { RehearsedRunbook } from './project/rehearsed-runbook.ts'

/**
 * Puts an app where the carried-out runbook leaves it: the credential, the grants, both config vars, and the two releases
 * they made. It goes through the platform's own state and the written-out grants, never through the harness's plan.
 */
export async function provision(
  account: Account,
  app: App,
  { role, configVars }: RehearsedRunbook,
): Promise<void> {
  const addon = account.addons.find((candidate) => candidate.app === app)
  if (!addon) throw new Error(`${app.name} has no add-on to provision a credential on.`)
  const user = { user: role, password: newPassword(), state: 'active' as const }
  const credential: Credential = { name: role, state: 'active', users: [user], pollsLeft: 0 }

  await addon.database.createCredential(role, user.password, account.settings.newCredentialGrants)
  await addon.database.runAsOwner(provisionedGrantsSql(role))
  addon.credentials.push(credential)
  const changes = { [configVars.restricted]: addon.database.url(role, user.password), [configVars.flag]: '1' }
  for (const [name, value] of Object.entries(changes)) {
    app.configVars.set(name, value)
    recordRelease(app, `Set ${name} config vars`)
  }
}
