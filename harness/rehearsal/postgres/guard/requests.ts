import type { Transform } from 'node:stream'
import { frames } from './frames.ts'
import { mayBeReserved } from './sql/reserved-statements.ts'

const zero = Buffer.of(0)

/** What a client sends, from its start-up packet on, with every reserved statement in a Query or Parse checked first. */
export function checkedRequests(): Transform {
  return frames({
    reads: 'QP',
    startsWithStartUp: true,
    rewrite: (type, body) => (type === 'Q' ? query(body) : parse(body)),
  })
}

/** Query: the SQL, then a zero. */
function query(body: Buffer): Buffer | Promise<Buffer> {
  return withSql(body, 0)
}

/** Parse: the prepared statement's name, the SQL, each with a zero, then the parameters' types. */
function parse(body: Buffer): Buffer | Promise<Buffer> {
  return withSql(body, body.indexOf(0) + 1)
}

function withSql(body: Buffer, start: number): Buffer | Promise<Buffer> {
  const end = body.indexOf(0, start)
  if (end < 0) return body
  const sql = body.toString('latin1', start, end)
  return mayBeReserved(sql) ? withCheckedSql(body, { sql, start, end }) : body
}

async function withCheckedSql(
  body: Buffer,
  { sql, start, end }: { readonly sql: string; readonly start: number; readonly end: number },
): Promise<Buffer> {
  // A third of a second of CPU, its compiler's included, for a grammar that most databases here never need.
  const { checkedSql, grammarReady } = await import('./sql/statements.ts')
  await grammarReady()
  const checked = checkedSql(sql)
  if (checked === sql) return body
  return Buffer.concat([
    body.subarray(0, start),
    Buffer.from(checked, 'latin1'),
    zero,
    body.subarray(end + 1),
  ])
}
