import { randomUUID } from 'node:crypto'
import type { Account } from '../account.ts'
import type { Addon } from '../addon.ts'
import type { App } from '../app.ts'
import { type Attachment, configVarOf } from '../attachment.ts'
import { activeUser } from '../credential.ts'
import { notFound, Refusal, unprocessable } from '../refusal.ts'
import { createRelease } from './releases.ts'

const colours = ['AMBER', 'BLACK', 'BLUE', 'CRIMSON', 'GOLD', 'IVORY', 'JADE', 'MAUVE', 'OLIVE', 'PINK']

/** What `addons:attach` and `pg:promote` ask for (CLI commands/addons/attach.js, commands/pg/promote.js). */
export interface AttachmentRequest {
  readonly app: App
  readonly addon: Addon
  readonly credential: string
  readonly name: string | undefined
  readonly confirm: string | undefined
}

/**
 * Attaches a credential and, once its add-on is provisioned, sets its config var: one release. Throws `confirmation_required` where the name is taken and
 * `confirm` is not the app's name. A config var of that name that somebody set by hand is overwritten: a guess.
 */
export function attach(account: Account, request: AttachmentRequest): Attachment {
  const { app, addon, credential } = request
  const url = credentialUrl(addon, credential)
  if (url === undefined) {
    throw notFound('credential', `Couldn't find an active credential ${credential} on ${addon.name}.`)
  }
  const own = account.attachments.filter((attachment) => attachment.app === app)
  const name = request.name ?? freeName(own)
  const taken = own.find((attachment) => attachment.name === name)
  if (taken && request.confirm !== app.name) {
    throw new Refusal(
      422,
      'confirmation_required',
      `Adding ${name} to the app ${app.name} would overwrite existing vars ${name}_URL. `,
    )
  }
  if (taken) {
    account.attachments = account.attachments.filter((attachment) => attachment !== taken)
    createRelease(app, `Detach ${name} (@ref:${taken.addon.name})`)
  }

  const attachment: Attachment = {
    id: randomUUID(),
    name,
    app,
    addon,
    credential,
    createdAt: app.clock.now(),
  }
  account.attachments.push(attachment)
  if (addon.state === 'provisioned') app.configVars.set(configVarOf(attachment), url)
  createRelease(app, `Attach ${name} (@ref:${addon.name})`)
  return attachment
}

function freeName(own: readonly Attachment[]): string {
  const names = colours.map((colour) => `HEROKU_POSTGRESQL_${colour}`)
  const free = names.find((name) => !own.some((attachment) => attachment.name === name))
  if (free === undefined)
    throw unprocessable('Every name of a colour is taken: give the attachment one with --as.')
  return free
}

/** Removes an attachment and its config var: one release. */
export function detach(account: Account, attachment: Attachment): void {
  account.attachments = account.attachments.filter((other) => other !== attachment)
  attachment.app.configVars.delete(configVarOf(attachment))
  createRelease(attachment.app, `Detach ${attachment.name} (@ref:${attachment.addon.name})`)
}

/** Gives every attachment of a credential its new URL, with one release an app (rotation). */
export function refreshAttachments(account: Account, addon: Addon, credential: string): void {
  const url = credentialUrl(addon, credential)
  if (url === undefined) return
  const affected = account.attachments.filter(
    (attachment) => attachment.addon === addon && attachment.credential === credential,
  )
  for (const attachment of affected) attachment.app.configVars.set(configVarOf(attachment), url)
  for (const app of new Set(affected.map((attachment) => attachment.app))) {
    const names = affected.filter((attachment) => attachment.app === app).map((attachment) => attachment.name)
    createRelease(app, `Update ${names.join(', ')} by heroku-postgresql`)
  }
}

/** The URL an active credential answers with, or undefined. */
export function credentialUrl(addon: Addon, name: string): string | undefined {
  const credential = addon.credentials.find((candidate) => candidate.name === name)
  const user = credential && activeUser(credential)
  return user && addon.database.url(user.user, user.password)
}
