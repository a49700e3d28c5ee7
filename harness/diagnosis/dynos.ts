import type { Finding } from '../evidence/finding.ts'
import type { World } from '../world/world.ts'
import { diagnosisFinding } from './finding-codes.ts'

/** Returns a finding for each dyno that is not up on the newest release, or one where there is no dyno at all. */
export async function dynoFindings({ app }: Pick<World, 'app'>): Promise<Finding[]> {
  const [dynos, [newest]] = await Promise.all([app.dynos(), app.releases()])
  if (!newest) throw new Error(`${app.name} has no release`)
  const finding = (object: string, found: string): Finding =>
    diagnosisFinding({
      code: 'dyno-not-current',
      object,
      expected: `up, on release v${newest.version}`,
      found,
      help: 'Wait until the release is done (`heroku ps`), or restart.',
      fix: `heroku restart -a ${app.name}`,
    })
  if (dynos.length === 0) return [finding(app.name, 'no dyno')]
  return dynos
    .filter(({ state, release }) => state !== 'up' || release.version !== newest.version)
    .map(({ name, state, release }) => finding(name, `${state}, on release v${release.version}`))
}
