import { CouldNotLook } from '../evidence/could-not-look.ts'
import { timeLimit } from '../machine/time-limit.ts'

const timeoutMs = 3_000

/**
 * Heroku's time, to the second: the Date of an answer of its API, whatever the answer is (RFC 9110, 6.6.1). No command of the CLI
 * prints it, and nobody need be logged in to read it.
 * @throws CouldNotLook where there is no answer, or no Date in it: a proxy that only the CLI goes through, say.
 */
export async function herokuTime(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Date> {
  const host = env['HEROKU_HOST'] || 'https://api.heroku.com'
  const url = new URL('/schema', /^https?:/.test(host) ? host : `https://api.${host}`)
  const until = timeLimit(timeoutMs, ...(signal ? [signal] : []))
  let said: string | null
  try {
    said = (await fetch(url, { method: 'HEAD', redirect: 'manual', signal: until })).headers.get('date')
  } catch (error) {
    throw new CouldNotLook(`Heroku's time could not be read: ${(error as Error).message}`)
  }
  const at = Date.parse(said ?? '')
  if (Number.isNaN(at)) throw new CouldNotLook("Heroku's time could not be read: its answer bears no Date")
  return new Date(at)
}
