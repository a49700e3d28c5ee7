import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'

const beforeAnotherTryMs = 200

/** Sessions of the platform that stay open for as long as the database runs. */
export interface PlatformSessions {
  stop(): Promise<void>
}

/**
 * Opens a session of each application name at the URL of the moment, and again where one ends: a rotation ends them, and
 * the platform comes back with the new password. Resolves once all are open.
 */
export async function openPlatformSessions(
  url: () => string,
  names: readonly string[],
): Promise<PlatformSessions> {
  const open = new Set<Client>()
  let stopped = false
  const connect = async (name: string) => {
    const client = new Client({ connectionString: url(), application_name: name })
    client.on('error', () => undefined)
    await client.connect()
    open.add(client)
    void once(client, 'end').then(() => {
      open.delete(client)
      return comeBack(name)
    })
  }
  const comeBack = async (name: string): Promise<void> => {
    await delay(beforeAnotherTryMs, undefined, { ref: false })
    if (!stopped) await connect(name).catch(() => comeBack(name))
  }
  await Promise.all(names.map(connect))
  return {
    async stop() {
      stopped = true
      await Promise.all([...open].map((client) => client.end()))
    },
  }
}
