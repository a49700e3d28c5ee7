import { randomUUID } from 'node:crypto'
import type { Account } from '../account.ts'
import type { Addon } from '../addon.ts'
import { invalidParams } from '../refusal.ts'
import type { Transfer } from '../transfer.ts'
import { credentialUrl } from './attachments.ts'
import { copyDatabase } from './copy-database.ts'

/** Starts to copy one add-on's database into another's, both given by their URL as `pg:copy` does (CLI commands/pg/copy.js). */
export function startTransfer(account: Account, fromUrl: string, toUrl: string): Transfer {
  const from = addonBehind(account, fromUrl)
  const to = addonBehind(account, toUrl)
  const transfer: Transfer = {
    id: randomUUID(),
    startedAt: account.clock.now(),
    log: [],
    finishedAt: undefined,
    succeeded: false,
  }
  account.transfers.push(transfer)
  void finish(account, transfer, from, to)
  return transfer
}

async function finish(account: Account, transfer: Transfer, from: Addon, to: Addon): Promise<void> {
  try {
    await copyDatabase(from.database, to.database, account.project)
    transfer.succeeded = true
  } catch (error) {
    transfer.log.push(error instanceof Error ? error.message : String(error))
  }
  transfer.finishedAt = account.clock.now()
}

function addonBehind(account: Account, url: string): Addon {
  const addon = account.addons.find((candidate) => credentialUrl(candidate, 'default') === url)
  if (!addon) throw invalidParams('The rehearsal copies between the databases of its own add-ons only.')
  return addon
}
