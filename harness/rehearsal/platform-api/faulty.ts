import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { createMiddleware } from 'hono/factory'
import type { Fault, Faults } from '../control/faults.ts'
import type { RequestJournal } from '../control/request-journal.ts'
import { hostOf } from './host.ts'

/** What a handler tells the journal. */
export interface Journaled {
  Bindings: HttpBindings
  Variables: { known: boolean | undefined }
}

/** Journals every request, and does what a planted fault says instead of, or after, what the platform does. */
export function faulty(faults: Faults, journal: RequestJournal, now: () => Date) {
  return createMiddleware<Journaled>(async (c, next) => {
    const target = { method: c.req.method, path: c.req.path, host: hostOf(c) }
    const note = (status: number | undefined) =>
      journal.record({ at: now().toISOString(), ...target, status, known: c.get('known') ?? true })

    const fault = await faults.take(target)
    if (fault?.when !== 'before') await next()
    if (!fault) {
      note(c.res.status)
      return undefined
    }
    note(fault.then.do === 'answer' ? fault.then.status : undefined)
    const answer = await carryOut(fault, c.env)
    if (fault.when === 'before') return answer
    c.res = answer
    return undefined
  })
}

async function carryOut({ then }: Fault, { incoming }: HttpBindings): Promise<Response> {
  switch (then.do) {
    case 'answer': {
      const isText = typeof then.body === 'string'
      return new Response(isText ? String(then.body) : JSON.stringify(then.body), {
        status: then.status,
        headers: { 'content-type': isText ? 'text/html' : 'application/json', ...then.headers },
      })
    }
    case 'hang':
      await new Promise((resolve) => incoming.socket.once('close', resolve))
      return RESPONSE_ALREADY_SENT
    case 'destroy':
      incoming.socket.destroy()
      return RESPONSE_ALREADY_SENT
  }
}
