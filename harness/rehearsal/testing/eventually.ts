import { setTimeout as sleep } from 'node:timers/promises'

const everyMs = 20

/** What `look` returns, as soon as it returns something other than undefined or false without throwing; asked for `timeoutMs`. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs
  let last: unknown
  do {
    try {
      const seen = await look()
      if (seen !== undefined && seen !== false) return seen
      last = seen
    } catch (error) {
      last = error
    }
    await sleep(everyMs)
  } while (Date.now() < giveUpAt)
  throw new Error(
    `Waited ${timeoutMs} ms for ${what}; last seen: ${last instanceof Error ? last.message : String(last)}`,
  )
}
