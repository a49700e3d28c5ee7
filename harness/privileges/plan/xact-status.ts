import { setTimeout as delay } from 'node:timers/promises'
import { CouldNotLook } from '../../evidence/could-not-look.ts'

/**
 * Asks, in a session of its own, what became of a transaction: what pg_xact_status() answers, `committed`, `aborted` or
 * `in progress` (PostgreSQL documentation, 9.27.6); undefined where Postgres does not know it any more.
 */
export type XactStatus = (xid: string) => Promise<string | undefined>

const everyMs = 200

/**
 * Returns whether the transaction of a session that was cut was committed, having looked: the server may be at it still.
 * @throws CouldNotLook where it cannot be told.
 */
export async function wasCommitted(
  xid: string,
  { statusOf, withinMs, why }: { statusOf: XactStatus | undefined; withinMs: number; why: string },
): Promise<boolean> {
  const unknown = (reason: string) =>
    new CouldNotLook(
      `The connection was cut (${why}), and whether the transaction was committed could not be looked up: ${reason}. The plan, asked for again, shows what differs now.`,
    )
  if (!statusOf) throw unknown('there is no other session to ask in')
  const deadline = Date.now() + withinMs
  for (;;) {
    let status: string | undefined
    try {
      status = await statusOf(xid)
    } catch (error) {
      throw unknown(error instanceof Error ? error.message : String(error))
    }
    if (status === 'committed') return true
    if (status === 'aborted') return false
    if (status === undefined) throw unknown(`Postgres knows nothing of transaction ${xid} any more`)
    if (Date.now() > deadline) throw unknown(`Postgres has it in progress after ${withinMs} ms`)
    await delay(everyMs)
  }
}
