import { Hono } from 'hono'
import { z } from 'zod'
import type { Account } from '../../account/account.ts'
import { startTransfer } from '../../account/changes/transfers.ts'
import { notFound } from '../../account/refusal.ts'
import type { Transfer } from '../../account/transfer.ts'
import { bodyOf } from '../body.ts'
import { timestamp } from '../objects.ts'
import { addonOf, appOf } from '../path.ts'

const copyBody = z.object({
  from_name: z.string(),
  from_url: z.string(),
  to_name: z.string(),
  to_url: z.string(),
})

/** The Data API's transfers: `pg:copy` starts one and polls it (CLI commands/pg/copy.js, lib/pg/backups.js). */
export function transferRoutes(account: Account): Hono {
  return new Hono()
    .post('/client/v11/databases/:addon/transfers', async (c) => {
      addonOf(account, c)
      const { from_url: from, to_url: to } = await bodyOf(c, copyBody)
      return c.json(transferObject(startTransfer(account, from, to)), 201)
    })
    .get('/client/v11/apps/:app/transfers/:transfer', (c) => {
      appOf(account, c)
      const transfer = account.transfers.find(({ id }) => id === c.req.param('transfer'))
      if (!transfer) throw notFound('transfer', `Couldn't find that transfer.`)
      return c.json(transferObject(transfer))
    })
}

function transferObject(transfer: Transfer) {
  const { id, startedAt, finishedAt, succeeded, log } = transfer
  return {
    uuid: id,
    num: 1,
    from_type: 'pg_dump',
    to_type: 'pg_restore',
    started_at: timestamp(startedAt),
    finished_at: finishedAt ? timestamp(finishedAt) : null,
    succeeded,
    processed_bytes: 0,
    warnings: 0,
    logs: log.map((message) => ({ created_at: timestamp(startedAt), message })),
  }
}
