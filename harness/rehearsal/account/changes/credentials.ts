import type { Account } from '../account.ts'
import type { Addon } from '../addon.ts'
import { type Credential, newPassword } from '../credential.ts'
import { isEssential } from '../plan.ts'
import { notFound, unprocessable } from '../refusal.ts'

/** A name that is also a Postgres role. What Heroku accepts is not documented: a guess. */
const namePattern = /^[a-z_][a-z0-9_-]{0,49}$/

/** The credential of that name. Throws 404, the text a guess, where there is none, as on every Essential database. */
export function findCredential(addon: Addon, name: string): Credential {
  const credential = addon.credentials.find((candidate) => candidate.name === name)
  if (!credential) throw notFound('credential', `Couldn't find the credential ${name} on ${addon.name}.`)
  return credential
}

/**
 * Starts to create a credential, and returns at once: it is `provisioning`, and its role does not exist, until the
 * settings' time has passed or it has been looked at so many times.
 */
export function createCredential(account: Account, addon: Addon, name: string): void {
  if (isEssential(addon.plan)) {
    throw unprocessable(`You can't create a custom credential on Essential-tier databases.`)
  }
  if (addon.credentials.some((credential) => credential.name === name)) {
    throw unprocessable(
      `${name} on ${addon.name} already exists.\nCredential names must be unique within the database. Choose another name and try again.`,
    )
  }
  if (!namePattern.test(name)) throw unprocessable(`${name} is not a valid credential name.`)

  const when = account.settings.credentialProvisioning
  const credential: Credential = {
    name,
    state: 'provisioning',
    users: [{ user: name, password: newPassword(), state: 'provisioning' }],
    pollsLeft: 'polls' in when ? when.polls : Number.POSITIVE_INFINITY,
  }
  addon.credentials.push(credential)
  if ('ms' in when) setTimeout(() => void activate(account, addon, credential), when.ms).unref()
}

/** A look at a credential from outside: where provisioning is counted in looks, the last one finds it active. */
export async function lookAtCredential(
  account: Account,
  addon: Addon,
  credential: Credential,
): Promise<void> {
  if (credential.state !== 'provisioning' || !Number.isFinite(credential.pollsLeft)) return
  credential.pollsLeft -= 1
  if (credential.pollsLeft < 0) {
    // Not a second time by a look that comes meanwhile.
    credential.pollsLeft = Number.POSITIVE_INFINITY
    await activate(account, addon, credential)
  }
}

/** Makes the role and the credential active. Where Postgres refuses, it stays `provisioning`: what Heroku does then is not known. */
async function activate(account: Account, addon: Addon, credential: Credential): Promise<void> {
  const [user] = credential.users
  if (!user || credential.state !== 'provisioning') return
  try {
    await addon.database.createCredential(user.user, user.password, account.settings.newCredentialGrants)
  } catch (error) {
    addon.app.log.append(
      'heroku',
      'rehearsal',
      `credential ${credential.name} was not created: ${error instanceof Error ? error.message : String(error)}`,
    )
    return
  }
  user.state = 'active'
  credential.state = 'active'
}

/** Drops a credential; what it owned goes to the default credential (CLI commands/pg/credentials/destroy.js). */
export async function destroyCredential(addon: Addon, name: string): Promise<void> {
  const credential = findCredential(addon, name)
  if (name === 'default') throw unprocessable('Default credential cannot be destroyed.')
  for (const { user } of credential.users) await addon.database.dropCredential(user)
  addon.credentials.splice(addon.credentials.indexOf(credential), 1)
}
