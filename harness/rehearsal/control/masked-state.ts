import type { Account } from '../account/account.ts'
import type { Faults } from './faults.ts'

/** The whole state without a password: `GET /rehearsal/state`. */
export function maskedState(account: Account, faults: Faults) {
  return {
    now: account.clock.now().toISOString(),
    settings: account.settings,
    faults: faults.left,
    apps: account.apps.map((app) => ({
      name: app.name,
      web: app.router.url,
      maintenance: app.maintenance,
      configVars: Object.fromEntries([...app.configVars].map(([name, value]) => [name, masked(value)])),
      releases: app.releases.map(({ version, description, createdAt }) => ({
        version,
        description,
        createdAt,
      })),
      dyno: app.formation.dyno && {
        state: app.formation.dyno.state,
        release: app.formation.dyno.release.version,
      },
    })),
    addons: account.addons.map((addon) => ({
      name: addon.name,
      app: addon.app.name,
      plan: addon.plan,
      refusesConnections: addon.refusesConnections,
      credentials: addon.credentials.map(({ name, state }) => ({ name, state })),
    })),
    attachments: account.attachments.map(({ name, app, addon, credential }) => ({
      name,
      app: app.name,
      addon: addon.name,
      credential,
    })),
  }
}

/** A URL without its password; anything else that is longer than a flag, hidden. */
function masked(value: string): string {
  if (URL.canParse(value) && new URL(value).password !== '') {
    const url = new URL(value)
    url.password = '***'
    return url.href
  }
  return value.length <= 3 ? value : '***'
}
