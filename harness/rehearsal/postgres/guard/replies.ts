import type { Transform } from 'node:stream'
import { frames } from './frames.ts'
import { checkMarks } from './sql/password-check.ts'

type Fields = Map<string, string>

/**
 * What the server answers, with the traces of the check taken off: the refusal carries no field that tells of PL/pgSQL,
 * and what a permitted statement answers (its command tag, its errors) is the statement's own.
 */
export function plainReplies(): Transform {
  // The command tag of the permitted statement that runs now: from its INFO to its last message.
  let running: string | undefined

  return frames({
    reads: 'CEN',
    rewrite: (type, body) => {
      if (type === 'C') {
        const tag = running
        running = undefined
        return tag === undefined ? body : Buffer.from(`${tag}\0`, 'latin1')
      }
      const fields = read(body)
      const mark = fields.get('s')
      if (type === 'N' && mark === checkMarks.statement) {
        running = fields.get('M')
        return undefined
      }
      if (type === 'E' && (mark === checkMarks.statement || mark === checkMarks.do))
        return refusal(fields, mark)
      if (running === undefined) return body
      if (type === 'E') running = undefined
      return without(fields, 'W', 'p', 'q')
    },
  })
}

/**
 * The fields are those of 'Error and Notice Message Fields'. File, line and routine are left out: RDS's are not known.
 * Inside a DO the context stays, as of a statement: the server would name it so, and would quote the statement too,
 * which holds the password.
 */
function refusal(fields: Fields, mark: string): Buffer {
  const context = fields.get('W')
  if (mark === checkMarks.statement || context === undefined) return without(fields, 's', 'W', 'F', 'L', 'R')
  fields.set('W', context.replace(/ at RAISE$/m, ' at SQL statement'))
  return without(fields, 's', 'F', 'L', 'R')
}

function without(fields: Fields, ...dropped: string[]): Buffer {
  const kept = [...fields].filter(([name]) => !dropped.includes(name))
  return Buffer.from(`${kept.map(([name, value]) => `${name}${value}\0`).join('')}\0`, 'latin1')
}

function read(body: Buffer): Fields {
  const fields: Fields = new Map()
  for (const field of body.toString('latin1').split('\0')) {
    if (field) fields.set(field.slice(0, 1), field.slice(1))
  }
  return fields
}
