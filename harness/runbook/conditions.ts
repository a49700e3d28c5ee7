import type { Observation } from '../evidence/wait-until.ts'
import type { Dyno } from '../heroku/app.ts'
import type { World } from '../world/world.ts'

/** Something that is to be true of the world: read before a step, and read back after it. */
type Condition = (world: World) => Promise<Observation>

/** Heroku hands out an active URL for the credential. */
export function credentialIsActive(name: string): Condition {
  return async ({ app }) => {
    const credential = await app.credential(name)
    return credential.state === 'active'
      ? { holds: true, saw: `credential ${name} is active: ${credential.url.toString()}` }
      : { holds: false, saw: `credential ${name}: ${credential.said}` }
  }
}

/** The config var holds the URL that the credential has now. */
export function configVarHoldsCredential(name: string, credentialName: string): Condition {
  return async ({ app }) => {
    const url = (await app.configVars()).url(name)
    const credential = await app.credential(credentialName)
    if (credential.state !== 'active')
      return { holds: false, saw: `credential ${credentialName}: ${credential.said}` }
    if (!url) return { holds: false, saw: `${name} is not set` }
    return url.equals(credential.url)
      ? { holds: true, saw: `${name} is ${url.toString()}` }
      : { holds: false, saw: `${name} is ${url.toString()}, which is not the credential's present URL` }
  }
}

/** The config var has this value. For flags: a value that may be printed. */
export function configVarIs(name: string, value: string): Condition {
  return async ({ app }) => {
    const found = (await app.configVars()).get(name)
    const shown = found === undefined ? 'not set' : found.length > 8 ? 'something else' : `'${found}'`
    return { holds: found === value, saw: `${name} is ${shown}` }
  }
}

/** `heroku pg:info` shows this plan, e.g. `Standard 0`. */
export function databasePlanIs(plan: string): Condition {
  return async ({ app }) => {
    const found = await app.database()
    return { holds: found.plan === plan, saw: `${found.addon}: Plan: ${found.plan}` }
  }
}

/** Every dyno is up and runs the newest release. */
export const dynosRunTheNewestRelease: Condition = async ({ app }) => {
  const [dynos, [newest]] = await Promise.all([app.dynos(), app.releases()])
  const saw = `release v${newest?.version ?? '?'}; ${dynos.map(({ name, state, release }) => `${name} ${state} on v${release.version}`).join(', ') || 'no dyno'}`
  const settled = dynos.every(({ state, release }) => state === 'up' && release.version === newest?.version)
  return { holds: dynos.length > 0 && settled, saw }
}

/** Every dyno is up and none is one of those before; without those, it does not hold yet. */
export async function dynosWereReplaced({ app }: World, before?: readonly Dyno[]): Promise<Observation> {
  const dynos = await app.dynos()
  const old = dynos.filter(({ id }) => before?.some((dyno) => dyno.id === id) ?? true)
  const saw = dynos
    .map((dyno) => `${dyno.name} ${dyno.state}${old.includes(dyno) ? '' : ', started anew'}`)
    .join(', ')
  return {
    holds: dynos.length > 0 && old.length === 0 && dynos.every(({ state }) => state === 'up'),
    saw: saw || 'no dyno',
  }
}

/** The role can do exactly what the policy says. */
export const roleHasItsPolicy: Condition = async ({ privileges }) => {
  const findings = await privileges.findings()
  return {
    holds: findings.length === 0,
    findings,
    saw:
      findings.map(({ code, object }) => `${code}: ${object}`).join(', ') ||
      'exactly the policy, nothing more and nothing less',
  }
}

/** Both conditions hold. */
export function both(first: Condition, second: Condition): Condition {
  return async (world) => {
    const one = await first(world)
    const two = await second(world)
    return { holds: one.holds && two.holds, saw: `${one.saw}; ${two.saw}` }
  }
}
