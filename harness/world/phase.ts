import type { Phase } from '../config/policy.ts'
import type { Release } from '../heroku/app.ts'
import type { World } from './world.ts'

/** The newest release that set or removed the flag, which is when the present phase began; Heroku's clock. */
export function flagRelease(releases: readonly Release[], flag: string): Release | undefined {
  return releases.find(({ description }) => description.includes(flag))
}

/**
 * Returns the phase the app is in, read from Heroku: whether the restricted URL is set, the flag, and the age of the
 * release that set it. The source's table contradicts itself here (finding F7): the soak runs with the flag at 1.
 */
export async function readPhase({ app, subject }: Pick<World, 'app' | 'subject'>, now: Date): Promise<Phase> {
  const vars = await app.configVars()
  if (vars.url(subject.configVars.restricted) === undefined) return 'not-provisioned'
  if (vars.get(subject.configVars.flag) !== '1') return 'provisioned'
  // Only staging soaks: prod is cut over once staging has.
  if (subject.environment !== 'staging') return 'cut-over'
  const since = flagRelease(await app.releases(), subject.configVars.flag)
  if (since === undefined) return 'cut-over'
  const soakedHours = (now.getTime() - Date.parse(since.created_at)) / 3_600_000
  return soakedHours < subject.soak.hours ? 'soaking' : 'cut-over'
}
