import { CouldNotLook } from '../../evidence/could-not-look.ts'
import type { Finding } from '../../evidence/finding.ts'
import { NotRun } from '../../evidence/not-run.ts'
import { HerokuCliError } from '../../heroku/cli-error.ts'
import type { Asked, Sight } from '../../observations/observations.ts'
import { connectionsFollowFlag } from '../app/connections.ts'
import { dynosAreCurrent } from '../app/dynos.ts'
import { appAnswers } from '../app/health.ts'
import { onlyTheRoleRan } from '../app/ran-since.ts'
import { everySessionIsKnown } from '../app/unknown-session.ts'
import { workWasDone } from '../app/work-was-done.ts'
import { flagFollowsPhase } from '../config-vars/flag.ts'
import { restrictedUrlIsTheRoles } from '../config-vars/restricted-url.ts'
import { urlIsTheCredentials } from '../config-vars/stale-url.ts'
import { roleHasItsPolicy } from '../database/privileges.ts'
import { restrictedUrlLogsIn, roleIsThere } from '../database/role-logs-in.ts'
import { diagnose } from '../diagnosis.ts'
import { logShowsDenials } from '../log/log-shows-denials.ts'
import { nothingWasDenied } from '../log/no-denials.ts'
import { judged, type Rule } from '../rule.ts'
import { type Changes, type Scene, sightOfScene, soaking } from './scene.fixture.ts'

/** The rules that the checks of `specs/verify` ask, by name. */
export const verifyRules: Readonly<Record<string, Rule<unknown>>> = {
  roleIsThere,
  restrictedUrlLogsIn,
  restrictedUrlIsTheRoles,
  urlIsTheCredentials,
  flagFollowsPhase,
  roleHasItsPolicy,
  dynosAreCurrent,
  appAnswers,
  connectionsFollowFlag,
  everySessionIsKnown,
  onlyTheRoleRan,
  workWasDone,
  logShowsDenials,
  nothingWasDenied,
}

/** Something planted, and the right verdict on it. */
export interface Row {
  readonly planted: string
  /** What differs from the base, which is a soaking app with nothing amiss. */
  readonly changes?: Changes
  readonly base?: Scene
  readonly how?: Partial<Asked>
  /** The rules of verify that fail, and those that could not tell; the rest hold. */
  readonly fails?: readonly string[]
  readonly blind?: readonly string[]
  /** The failure modes that diagnose names. */
  readonly names?: readonly string[]
  /** Those it could not tell. */
  readonly untold?: readonly string[] | 'all'
  /** What is said of it, in one of the texts. */
  readonly says?: string
}

/** What verify and diagnose make of what is seen. */
export interface Told {
  readonly fails: string[]
  readonly blind: string[]
  readonly names: string[]
  readonly untold: string[]
  /** Everything that was said: what was found, what helps, what was seen. */
  readonly texts: readonly string[]
  /** What was found, or why it could not be told: the first of it. */
  readonly said: string
}

export function tellOf({ changes, base = soaking, how }: Row): Promise<Told> {
  return tell(sightOfScene({ ...base, ...changes }, how))
}

/** Lets every rule of verify and every failure mode judge what the eyes see. */
export async function tell(sight: Sight): Promise<Told> {
  const told = { fails: [], blind: [], names: [], untold: [], texts: [] } as {
    [Key in Exclude<keyof Told, 'said'>]: string[]
  }
  const said: string[] = []
  for (const [name, rule] of Object.entries(verifyRules)) {
    try {
      const { findings, unseen, saw } = await judged(rule, sight)
      if (findings.length > 0) told.fails.push(name)
      else if (unseen !== undefined) told.blind.push(name)
      said.push(...findings.map(inWords), ...(unseen === undefined ? [] : [unseen]))
      told.texts.push(
        ...findings.flatMap(({ found, help, fix = '' }) => [found, help, fix]),
        unseen ?? '',
        saw,
      )
    } catch (error) {
      if (!isBlindness(error)) throw error
      told.blind.push(name)
      told.texts.push(error.message)
      said.push(error.message)
    }
  }
  for (const { mode, standing, saw } of await diagnose(sight)) {
    if (standing.is === 'present') told.names.push(mode.id)
    if (standing.is === 'not known') told.untold.push(mode.id)
    if ('findings' in standing)
      told.texts.push(...standing.findings.flatMap(({ found, help, fix = '' }) => [found, help, fix]))
    told.texts.push('why' in standing ? standing.why : '', saw)
    if (standing.is === 'present') said.push(...standing.findings.map(inWords))
  }
  return { ...told, texts: told.texts.filter((text) => text !== ''), said: said[0] ?? '' }
}

const inWords = ({ code, object, found }: Finding): string => `${code}: ${object}: ${found}`

function isBlindness(error: unknown): error is Error {
  return error instanceof CouldNotLook || error instanceof NotRun || error instanceof HerokuCliError
}
