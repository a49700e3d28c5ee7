import { once } from 'node:events'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { createMiddleware } from 'hono/factory'
import type { Clock } from '../clock/clock.ts'
import type { Fault, Faults } from '../control/faults.ts'
import type { RequestJournal } from '../control/request-journal.ts'
import { hostOf } from './host.ts'

/** What a handler tells the journal. */
export interface Journaled {
  Bindings: HttpBindings
  Variables: { known: boolean | undefined }
}

/** Journals every request, and does what a planted fault says instead of, or after, what the platform does. */
export function faulty(faults: Faults, journal: RequestJournal, clock: Clock) {
  return createMiddleware<Journaled>(async (c, next) => {
    const target = { method: c.req.method, path: c.req.path, host: hostOf(c) }
    const note = (status: number | undefined) =>
      journal.record({ at: clock.now().toISOString(), ...target, status, known: c.get('known') ?? true })

    const fault = await faults.take(target)
    if (fault?.when !== 'before') await next()
    if (!fault) {
      note(c.res.status)
      return undefined
    }
    note(typeof fault.answer === 'string' ? undefined : fault.answer.status)
    const answer = await carryOut(fault, c.env)
    if (fault.when === 'before') return answer
    c.res = answer
    return undefined
  })
}

async function carryOut({ answer }: Fault, { incoming }: HttpBindings): Promise<Response> {
  if (answer === 'hang') await once(incoming.socket, 'close')
  if (answer === 'destroy') incoming.socket.destroy()
  if (typeof answer === 'string') return RESPONSE_ALREADY_SENT
  const { status, body, headers } = answer
  return typeof body === 'string'
    ? new Response(body, { status, headers: { 'content-type': 'text/html', ...headers } })
    : Response.json(body, { status, headers })
}
