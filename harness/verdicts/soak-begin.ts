import type { Subject } from '../config/subject.ts'
import type { Release, Releases } from '../heroku/app.ts'
import type { Settings } from '../observations/settings.ts'
import { changes, isRollback, saidOfRelease, setsVars, unseenRelease } from './switches.ts'

/** When the soak that an app is in began, by Heroku's clock, or why there is none. */
export type Begin =
  | { readonly is: 'begun'; readonly at: Date; readonly release: Release; readonly why: string }
  | { readonly is: 'none'; readonly why: string }
  | { readonly is: 'not known'; readonly why: string }

/**
 * Returns when the soak began: with the newest release that switched the app, or that could have undone it: one that changed a var of
 * the switch, brought an older release's vars back, or attached another database.
 */
export function beginOfSoak(
  { flag }: Pick<Settings, 'flag'>,
  { newestFirst, complete }: Releases,
  subject: Pick<Subject, 'configVars' | 'app' | 'database'>,
): Begin {
  const { configVars } = subject
  if (flag === 'unknown')
    return { is: 'not known', why: `${configVars.flag} holds a value that is neither on nor off` }
  if (flag !== 'on')
    return { is: 'none', why: `${configVars.flag} is off: the app is on the owner, and nothing soaks` }
  const release = newestFirst.find((candidate) => couldUndo(candidate, subject))
  if (!release) {
    const seen = { is: complete ? 'never' : 'not among those seen' } as const
    return { is: 'not known', why: `${configVars.flag} is on, and ${unseenRelease(seen, { newestFirst })}` }
  }
  return {
    is: 'begun',
    at: new Date(release.created_at),
    release,
    why: `release ${saidOfRelease(release)}`,
  }
}

/**
 * `Attach DATABASE (@ref:postgresql-…)`, `Detach …`, `Promote …`, `Update DATABASE by heroku-postgresql`: an add-on's release names the
 * attachment or the add-on and no var; another service's changes nothing of the database (CLI lib/pg, and what `heroku releases` shows in public).
 */
const ofAddOn =
  /^(attach|detach|promote|update|upgrade|add|remove|create|destroy|change)\b.*(heroku[-_]postgresql|@ref:postgresql-)/i

function couldUndo(
  release: Release,
  { configVars, database }: Pick<Subject, 'configVars' | 'database'>,
): boolean {
  const { description } = release
  const words = description.split(/[^A-Za-z0-9_]+/)
  return (
    Object.values(configVars).some((name) => changes(release, name)) ||
    isRollback(release) ||
    ofAddOn.test(description) ||
    (!description.startsWith('Deploy ') && !setsVars(description) && words.includes(database))
  )
}
