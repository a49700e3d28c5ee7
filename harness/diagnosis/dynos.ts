import type { Finding } from '../runbook/finding.ts'
import type { World } from '../target/world.ts'

/** Returns a finding for each dyno that is not up on the newest release, or one where there is no dyno at all. */
export async function dynoFindings({ app }: Pick<World, 'app'>): Promise<Finding[]> {
  const [dynos, [newest]] = await Promise.all([app.dynos(), app.releases()])
  if (!newest) throw new Error(`${app.name} has no release`)
  const about = {
    code: 'dyno-not-current',
    expected: `up, on release v${newest.version}`,
    consequence: 'The app is down, or runs with config vars from before.',
    help: 'Wait until the release is done (`heroku ps`), or restart.',
    fix: `heroku restart -a ${app.name}`,
  }
  if (dynos.length === 0) return [{ ...about, object: app.name, found: 'no dyno' }]
  return dynos
    .filter(({ state, release }) => state !== 'up' || release.version !== newest.version)
    .map(({ name, state, release }) => ({
      ...about,
      object: name,
      found: `${state}, on release v${release.version}`,
    }))
}
