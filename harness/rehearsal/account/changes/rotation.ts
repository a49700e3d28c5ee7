import type { Account } from '../account.ts'
import type { Addon } from '../addon.ts'
import { endConnectionsOf } from '../connections.ts'
import { activeUser, type Credential, newPassword } from '../credential.ts'
import { unprocessable } from '../refusal.ts'
import { refreshAttachments } from './attachments.ts'
import { findCredential } from './credentials.ts'

/**
 * Gives a credential a new password, and its attachments the new URL. A config var set by hand keeps the old URL (F10).
 * The default credential, and any that is `forced`, changes at once and its connections are ended; another one does too
 * unless the settings have it rotate in steps (CLI commands/pg/credentials/rotate.js says which is which).
 */
export async function rotateCredential(
  account: Account,
  addon: Addon,
  name: string,
  forced: boolean,
): Promise<void> {
  const credential = findCredential(addon, name)
  if (credential.state !== 'active') {
    throw unprocessable(`The credential ${name} is ${credential.state}: it can be rotated once it is active.`)
  }
  if (account.settings.rotation === 'in-steps' && !forced && name !== 'default') {
    await startRotation(account, addon, credential)
    return
  }
  await changePassword(account, addon, credential, newPassword())
  if (forced || name === 'default') await endConnectionsOf(addon.database, userNameOf(credential))
}

/**
 * The first step: a temporary user `<name>-rotating`, which is a member of the old one, is what the credential answers
 * with; the old user goes on with its old password.
 */
async function startRotation(account: Account, addon: Addon, credential: Credential): Promise<void> {
  const [old] = credential.users
  if (!old) return
  const temporary = { user: `${credential.name}-rotating`, password: newPassword(), state: 'active' as const }
  await addon.database.createRotatingUser(temporary.user, temporary.password, old.user)
  old.state = 'revoking'
  credential.users.unshift(temporary)
  credential.state = 'rotating'
  refreshAttachments(account, addon, credential.name)
}

/** The last step: the credential's own user takes the new password, and the temporary one goes. Throws where none rotates. */
export async function finishRotation(account: Account, addon: Addon, name: string): Promise<void> {
  const credential = findCredential(addon, name)
  const [temporary, own] = credential.users
  if (credential.state !== 'rotating' || !temporary || !own) {
    throw unprocessable(`The credential ${name} is ${credential.state}: there is no rotation to finish.`)
  }
  credential.users.shift()
  credential.state = 'active'
  own.state = 'active'
  await changePassword(account, addon, credential, temporary.password)
  await endConnectionsOf(addon.database, temporary.user)
  await addon.database.dropCredential(temporary.user)
}

async function changePassword(
  account: Account,
  addon: Addon,
  credential: Credential,
  password: string,
): Promise<void> {
  const user = activeUser(credential)
  if (!user) throw unprocessable(`The credential ${credential.name} has no active user.`)
  await addon.database.setPassword(user.user, password)
  user.password = password
  refreshAttachments(account, addon, credential.name)
}

function userNameOf(credential: Credential): string {
  return activeUser(credential)?.user ?? credential.name
}
