import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { z } from 'zod'

/** The JSON body of a control request. Throws a 400 that names each field that is not as it should be. */
export async function fieldsOf<Shape extends z.ZodType>(c: Context, shape: Shape): Promise<z.output<Shape>> {
  const body: unknown = await c.req.json().catch(() => undefined)
  if (body === undefined) throw badRequest('The body is not JSON.')
  const parsed = shape.safeParse(body)
  if (parsed.success) return parsed.data
  throw badRequest(
    parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; '),
  )
}

function badRequest(message: string): HTTPException {
  return new HTTPException(400, { res: Response.json({ id: 'bad_request', message }, { status: 400 }) })
}
