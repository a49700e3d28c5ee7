import type { Release } from '../heroku/app.ts'
import type { Phase } from '../privileges/policy.ts'
import type { readConfig } from './target.ts'
import type { World } from './world.ts'

type Config = ReturnType<typeof readConfig>

/** The newest release that set or removed the flag, which is when the present phase began; Heroku's clock. */
export function flagRelease(releases: readonly Release[], flag: string): Release | undefined {
  return releases.find(({ description }) => description.includes(flag))
}

/**
 * Returns the phase the app is in, read from Heroku: whether the restricted URL is set, the flag, and the age of the
 * release that set it. The source's table contradicts itself here (finding F7): the soak runs with the flag at 1.
 */
export async function readPhase(
  { app, target }: Pick<World, 'app' | 'target'>,
  config: Config,
  now: Date,
): Promise<Phase> {
  const vars = await app.configVars()
  if (vars.url(config.configVars.restricted) === undefined) return 'not-provisioned'
  if (vars.get(config.configVars.flag) !== '1') return 'provisioned'
  // Only staging soaks: prod is cut over once staging has.
  if (target.environment !== 'staging') return 'cut-over'
  const since = flagRelease(await app.releases(), config.configVars.flag)
  if (since === undefined) return 'cut-over'
  const soakedHours = (now.getTime() - Date.parse(since.created_at)) / 3_600_000
  return soakedHours < config.soak.hours ? 'soaking' : 'cut-over'
}
