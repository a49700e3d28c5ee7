import { z } from 'zod'

const journal = z.object({
  requests: z.array(z.object({ method: z.string(), path: z.string() })),
  unknownRoutes: z.array(z.string()),
})

/** What the rehearsal platform of that shell was asked so far, oldest first, and the routes it does not know. */
export async function readJournal(env: NodeJS.ProcessEnv): Promise<z.output<typeof journal>> {
  const answer = await fetch(`${env['HEROKU_HOST']}/rehearsal/requests`, {
    headers: { authorization: `Bearer ${env['HEROKU_API_KEY']}` },
  })
  return journal.parse(await answer.json())
}
