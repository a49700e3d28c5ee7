import { inject } from 'vitest'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import type { Finding } from '../evidence/finding.ts'
import { PartlySeen } from '../evidence/partly-seen.ts'
import type { Observation } from '../evidence/wait-until.ts'
import type { Dyno } from '../heroku/app.ts'
import { timeLimit } from '../machine/time-limit.ts'
import type { Sight } from '../observations/observations.ts'
import { sightOf } from '../observations/sight.ts'
import { isSo, judged, type Rule } from '../verdicts/rule.ts'
import type { World } from '../world/world.ts'
import { seenInTime, Unseen } from './acting/before-acting.ts'
import type { Given } from './item/item.ts'
import { judge } from './outcome.ts'

/** What is true of the world, or not, and what was seen. */
export type Condition = (world: World) => Promise<Observation>

/** What was seen of each app since something was last done to it. */
const sights = new WeakMap<World['app'], { readonly forgotten: number; readonly sight: Sight }>()

/** The eyes that the items of a run share: nothing is looked at twice until something may have changed it. */
function eyesOn(world: World): Sight {
  const { forgotten } = world.app
  const known = sights.get(world.app)
  if (known?.forgotten === forgotten) return known.sight
  const sight = sightOf(world)
  sights.set(world.app, { forgotten, sight })
  // Whoever comes to it hears of what went wrong.
  if (known === undefined) for (const name of inject('run').lookAhead ?? []) sight[name]().catch(() => {})
  return sight
}

/** The rule holds. */
export function met<Facts>(rule: Rule<Facts>): Condition {
  return async (world) => {
    const verdict = await judged(rule, eyesOn(world))
    const { findings, unseen, underWay, saw } = verdict
    return { holds: isSo(verdict), saw: unseen ?? saw, findings, unseen, underWay }
  }
}

/** The rule as a check: returns what is amiss, and notes what was seen. @throws CouldNotLook where too little was. */
export function holds<Facts>(
  rule: Rule<Facts>,
): (given: Pick<Given, 'note' | 'fact'> & World) => Promise<readonly Finding[]> {
  return async (given) => {
    const { findings, unseen, saw, kept } = await judged(rule, eyesOn(given))
    if (saw !== '') given.note(saw)
    for (const [name, value] of Object.entries(kept)) given.fact(name, value)
    if (findings.length === 0 && unseen !== undefined) throw new CouldNotLook(unseen)
    if (unseen !== undefined) given.note(unseen)
    return findings
  }
}

/** The same of the world as it is when the check runs: nothing that was read before counts, and no other run has begun to change it. */
export function holdsAtTheEnd<Facts>(rule: Rule<Facts>): ReturnType<typeof holds> {
  const check = holds(rule)
  return async (given) => {
    given.app.forget()
    const findings = await check(given)
    await given.mustBeAlone()
    return findings
  }
}

/**
 * All of them hold. They are looked at together, and what is told ends with the first that does not.
 * @throws PartlySeen where one could not be looked at, with what was seen before it.
 */
export function all(...conditions: readonly Condition[]): Condition {
  return async (world) => {
    const looks = conditions.map((condition) => condition(world))
    // Whoever comes to it hears of it.
    for (const look of looks) look.catch(() => {})
    const seen: string[] = []
    for (const look of looks) {
      const observation = await look.catch((error: unknown) => {
        throw seen.length > 0 && judge(error).outcome === 'inconclusive' ? new PartlySeen(seen, error) : error
      })
      seen.push(observation.saw)
      if (!observation.holds) return { ...observation, saw: seen.join('; ') }
    }
    return { holds: true, saw: seen.join('; ') }
  }
}

/** How long a second look is waited for, at what was looked at before. */
const atOnceMs = 5_000

/** Whether it is so, where that can be told at once; otherwise it counts as not so. */
export async function isSeen(condition: Condition, given: Pick<Given, 'signal'> & World): Promise<boolean> {
  const seen = await seenInTime(() => condition(given), timeLimit(atOnceMs), given.signal)
  return !(seen instanceof Unseen) && seen.holds
}

/** `heroku pg:info` shows this plan, e.g. `Standard 0`. */
export function databasePlanIs(plan: string): Condition {
  return async ({ app }) => {
    const found = await app.database()
    return { holds: found.plan === plan, saw: `${found.addon}: Plan: ${found.plan}` }
  }
}

/**
 * Every dyno is up and none is one of those before; without those, it does not hold yet.
 * @throws CouldNotLook where they are up and those before were not seen.
 */
export async function dynosWereReplaced(
  { app }: World,
  before?: readonly Dyno[] | Unseen,
): Promise<Observation> {
  const dynos = await app.dynos()
  if (before instanceof Unseen) return upAtLeast(dynos, before)
  const old = dynos.filter(({ id }) => before?.some((dyno) => dyno.id === id) ?? true)
  const saw = dynos
    .map((dyno) => `${dyno.name} ${dyno.state}${old.includes(dyno) ? '' : ', started anew'}`)
    .join(', ')
  return {
    holds: dynos.length > 0 && old.length === 0 && dynos.every(({ state }) => state === 'up'),
    saw: saw || 'no dyno',
  }
}

function upAtLeast(dynos: readonly Dyno[], { why }: Unseen): Observation {
  const saw = dynos.map(({ name, state }) => `${name} ${state}`).join(', ') || 'no dyno'
  if (dynos.length === 0 || dynos.some(({ state }) => state !== 'up')) return { holds: false, saw }
  throw new CouldNotLook(
    `${saw}, and whether they were started anew is not known, as those before could not be seen: ${why}`,
  )
}
