import type { Transform } from 'node:stream'
import { frames } from './frames.ts'
import { checkedSql } from './sql/statements.ts'

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
function query(body: Buffer): Buffer {
  return withSql(body, 0)
}

/** Parse: the prepared statement's name, the SQL, each with a zero, then the parameters' types. */
function parse(body: Buffer): Buffer {
  return withSql(body, body.indexOf(0) + 1)
}

function withSql(body: Buffer, start: number): Buffer {
  const end = body.indexOf(0, start)
  if (end < 0) return body
  const sql = body.toString('latin1', start, end)
  const checked = checkedSql(sql)
  if (checked === sql) return body
  return Buffer.concat([
    body.subarray(0, start),
    Buffer.from(checked, 'latin1'),
    zero,
    body.subarray(end + 1),
  ])
}
