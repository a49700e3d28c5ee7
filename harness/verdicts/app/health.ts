import type { Finding } from '../../evidence/finding.ts'
import type { Dyno } from '../../heroku/app.ts'
import { asksNobody } from '../../heroku/app.ts'
import type { Health } from '../../observations/app/health.ts'
import type { Sight } from '../../observations/observations.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { type Remedy, rollback } from '../remedies.ts'
import type { Names, Rule } from '../rule.ts'
import { formation } from './dynos.ts'

export interface HealthFacts {
  readonly health: Health
  /** Asked for where the app does not answer: whether there is anybody who could, or whether we reach Heroku at all. */
  readonly dynos?: readonly Dyno[] | 'Heroku is not reached'
}

export async function observeHealth(sight: Sight): Promise<HealthFacts> {
  const health = await sight.health()
  if (health.status !== 'none') return { health }
  try {
    return { health, dynos: await sight.dynos() }
  } catch (error) {
    return asksNobody(error) ? { health, dynos: 'Heroku is not reached' } : { health }
  }
}

/** The app itself answers 2xx at its health URL, with what the configuration expects of its answer. */
export const appAnswers: Rule<HealthFacts> = {
  observe: observeHealth,
  judge: (facts, { subject }) => healthFindings(facts, subject, beganWithTheFlag(subject)),
  unseen: nobodyReached,
  saw: ({ health }) => healthProblem(health) ?? `${health.status} at ${health.url}`,
}

const beganWithTheFlag = (names: Names) => ({
  help: 'If this began with the flag, roll back first and look for the reason after.',
  remedy: rollback(names),
})

/** A machine that reaches neither Heroku nor the app has no evidence against the app. */
export function nobodyReached({ health, dynos }: HealthFacts): string | undefined {
  return health.status === 'none' && dynos === 'Heroku is not reached'
    ? `this machine reaches neither Heroku nor the app (${health.reason}): that says nothing about the app`
    : undefined
}

/** A finding where the app is not well, with the advice that is given. */
export function healthFindings(
  facts: HealthFacts,
  names: Names,
  advice: { readonly help: string; readonly remedy?: Remedy },
): Finding[] {
  const found = healthProblem(facts.health)
  if (found === undefined || nobodyReached(facts) !== undefined) return []
  const scaledToZero = Array.isArray(facts.dynos) && formation(facts.dynos).length === 0
  return [
    diagnosisFinding({
      code: 'app-unhealthy',
      object: facts.health.url,
      expected: "the app's own answer, 2xx",
      found: scaledToZero ? `${found}; ${names.app} has no dynos` : found,
      ...advice,
    }),
  ]
}

/** What is wrong with an answer, in words, or undefined where it is the app's own and well. */
export function healthProblem(health: Health): string | undefined {
  if (health.status === 'none') return `no answer: ${health.reason}`
  const { status, location, body, cut, missing } = health
  if (status >= 300 && status < 400)
    return location === undefined
      ? `${status}, without a word of where to: not the app's own answer`
      : `${status} to ${location}: a redirect, and not the app's own answer`
  if (status === 401 || status === 403)
    return `${status}: whoever answers wants a login, which may be an access proxy in front of the app: ${body}`
  if (status < 200 || status >= 300) return `${status}: ${body}`
  if (cut !== undefined) return `${status}, and the end of the answer did not come: ${cut}`
  if (missing.length > 0)
    return `${status}, without ${missing.join(' and without ')}: not the app's own answer`
  return health.wantsLogin && !health.asExpected
    ? `${status}: a page to log in, as an access proxy shows it, and not the app's own answer`
    : undefined
}
