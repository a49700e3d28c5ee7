import { loadConfig } from '../config/load.ts'
import { environmentsOf } from '../config/subject.ts'
import { anotherDatabase } from '../planting/another-database.ts'
import { startRehearsal } from '../planting/start-rehearsal.ts'
import type { Server } from './run/prepared.ts'

/**
 * Starts the rehearsal platform, which brings a Postgres as Heroku sets it up, runs the work on its server and stops it.
 * @throws UsageError where the base of the platform is none; Error where it does not come up.
 */
export async function onRehearsalServer<T>(
  { postgres, profile }: { readonly postgres: string; readonly profile: string },
  work: (server: Server) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(120_000)
  const [environment] = environmentsOf(await loadConfig())
  const rehearsal = await startRehearsal({
    postgres,
    profile,
    environments: [environment],
    provisioned: false,
    signal,
  })
  try {
    const [[called, app] = []] = Object.entries(rehearsal.apps)
    if (called === undefined || !app) throw new Error('the rehearsal platform has no app')
    const owner = decodeURIComponent(new URL(app.ownerUrl).username)
    const createDatabase = () => anotherDatabase(rehearsal, called)
    return await work({ superuserUrl: app.superuserUrl, owner, createDatabase })
  } finally {
    await rehearsal.stop()
  }
}
