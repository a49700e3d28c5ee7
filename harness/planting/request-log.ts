import { z } from 'zod'

const requestLog = z.object({
  requests: z.array(z.object({ method: z.string(), path: z.string() })),
  unknownRoutes: z.array(z.string()),
})

/** What the rehearsal platform of that shell was asked so far, oldest first, and the routes it does not know. */
export async function readRequests(env: NodeJS.ProcessEnv): Promise<z.output<typeof requestLog>> {
  const answer = await fetch(`${env['HEROKU_HOST']}/rehearsal/requests`, {
    headers: { authorization: `Bearer ${env['HEROKU_API_KEY']}` },
  })
  return requestLog.parse(await answer.json())
}

/**
 * Sees that the platform knew every route it was asked for: a rehearsal that was answered 501 somewhere proved nothing.
 * @throws Error that names the routes.
 */
export async function knowsItsRoutes({ env }: { env: NodeJS.ProcessEnv }): Promise<void> {
  const { unknownRoutes } = await readRequests(env)
  if (unknownRoutes.length === 0) return
  throw new Error(
    `the rehearsal platform answered 501 to ${unknownRoutes.join(', ')}: add a handler in harness/rehearsal/platform-api`,
  )
}
