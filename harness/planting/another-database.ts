import { z } from 'zod'
import type { Rehearsal } from './start-rehearsal.ts'

const made = z.object({ name: z.string() })

/**
 * Has a rehearsal platform make another database on the server of an app's, as Heroku publishes a new one; returns its name.
 * @throws Error where the platform does not.
 */
export async function anotherDatabase({ env }: Pick<Rehearsal, 'env'>, app: string): Promise<string> {
  const answer = await fetch(`${env['HEROKU_HOST']}/rehearsal/another-database`, {
    method: 'POST',
    headers: { authorization: `Bearer ${env['HEROKU_API_KEY']}`, 'content-type': 'application/json' },
    body: JSON.stringify({ app }),
  })
  if (!answer.ok) throw new Error(`the platform made no database: ${answer.status}`)
  return made.parse(await answer.json()).name
}
