import type { Phase } from '../config/policy.ts'
import type { Subject } from '../config/subject.ts'
import type { Release, Releases } from '../heroku/app.ts'
import { type Settings, urlOf } from '../observations/settings.ts'

/** When a config var was last changed, as far as the releases tell: the one that did, none ever, or that it is not known. */
export type Change =
  | { readonly is: 'seen'; readonly release: Release; readonly at: Date }
  | { readonly is: 'never' }
  | { readonly is: 'not among those seen' }

/** Returns the newest release that changed the var, or may have: a rollback brings back every var of an older release. */
export function changeOf({ newestFirst, complete }: Releases, configVar: string): Change {
  const release = newestFirst.find((candidate) => changes(candidate, configVar) || isRollback(candidate))
  if (release) return { is: 'seen', release, at: new Date(release.created_at) }
  return complete ? { is: 'never' } : { is: 'not among those seen' }
}

/**
 * Whether the release says that it set or removed the var: that one, not one whose name begins with its name. What attaches or
 * detaches `LEDGER_DATABASE` sets or removes `LEDGER_DATABASE_URL` and names the attachment (CLI lib/pg); what runs another slug says
 * what its maker likes, and sets none.
 */
export function changes({ description }: Release, configVar: string): boolean {
  if (/^(Deploy|Promote \S+ v\d+)\b/.test(description)) return false
  const names = description.split(/[^A-Za-z0-9_]+/)
  return names.includes(configVar) || (!setsVars(description) && names.includes(attachmentOf(configVar)))
}

/** Whether it is by the var's own name that it was set or removed. */
export function setsVars(description: string): boolean {
  return /^(Set|Remove) /.test(description)
}

const attachmentOf = (configVar: string): string => configVar.replace(/_URL$/, '')

/** Why no release is known to have changed it. */
export function unseenRelease(
  change: Exclude<Change, { is: 'seen' }>,
  { newestFirst }: Pick<Releases, 'newestFirst'>,
): string {
  return change.is === 'never'
    ? 'no release set it'
    : `the release that set it is not among the ${newestFirst.length} newest`
}

/** How often the var was changed, or may have been by a rollback since it was first set, as far as the releases tell. */
export function timesChanged({ newestFirst }: Releases, configVar: string): number {
  const first = newestFirst.findLastIndex((release) => changes(release, configVar))
  return newestFirst
    .slice(0, first + 1)
    .filter((release) => changes(release, configVar) || isRollback(release)).length
}

/** `Rollback to v12`: `heroku rollback` brings the config vars of that release back (Dev Center, "Releases"). */
export function isRollback({ description }: Release): boolean {
  return /^Rollback to v\d+/.test(description)
}

/** The change in words: which release made it, or that none is known to have. */
export function saidOfChange(change: Change): string {
  return change.is === 'seen' ? `release ${saidOfRelease(change.release)}` : 'no release that was seen set it'
}

/** Heroku's words for a release: `v12: Set FLAG config vars, 2026-05-10T08:00:00Z`. */
export function saidOfRelease({ version, description, created_at: at }: Release): string {
  return `v${version}: ${description}, ${at}`
}

/**
 * Returns the phase the app is in, read from Heroku: whether the restricted URL is set, the flag, and the age of the
 * release that changed it; or why that cannot be told. The source's table contradicts itself here (finding F7): the soak
 * runs with the flag on.
 */
export function phaseOf(
  settings: Settings,
  releases: Releases,
  {
    waitsFor,
    configVars,
    flagValues,
    soak,
  }: Pick<Subject, 'waitsFor' | 'configVars' | 'flagValues' | 'soak'>,
  now: Date,
): { readonly phase: Phase } | { readonly unknown: string } {
  if (urlOf(settings.restricted) === undefined) {
    const wasSet = !flagValues && timesChanged(releases, configVars.restricted) > 0
    return { phase: wasSet ? 'provisioned' : 'not-provisioned' }
  }
  if (settings.flag === 'unknown')
    return { unknown: `${configVars.flag} holds a value that is neither on nor off` }
  if (settings.flag !== 'on') return { phase: 'provisioned' }
  // Where another environment has soaked for it, there is nothing left to wait for.
  if (waitsFor.soakOf !== undefined) return { phase: 'cut-over' }
  const change = changeOf(releases, configVars.flag)
  if (change.is !== 'seen') {
    return { unknown: `${configVars.flag} is on, and ${unseenRelease(change, releases)}` }
  }
  const soakedHours = (now.getTime() - change.at.getTime()) / 3_600_000
  return { phase: soakedHours < soak.hours ? 'soaking' : 'cut-over' }
}
