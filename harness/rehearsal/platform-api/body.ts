import type { Context } from 'hono'
import { z } from 'zod'
import { Refusal } from '../account/refusal.ts'

/** The JSON body of a request in the given shape. Throws 422 `invalid_params` naming the field that is not. */
export async function bodyOf<T>(c: Context, shape: z.ZodType<T>): Promise<T> {
  const text = await c.req.text()
  let body: unknown
  try {
    body = text === '' ? {} : JSON.parse(text)
  } catch {
    throw new Refusal(422, 'invalid_params', 'The body is not JSON.')
  }
  const parsed = shape.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Refusal(
    422,
    'invalid_params',
    `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'invalid'}`,
  )
}
