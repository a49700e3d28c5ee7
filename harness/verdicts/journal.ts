import type { Subject } from '../config/subject.ts'
import type { Release, Releases } from '../heroku/app.ts'
import { runsOf, type WrittenChange } from '../journal/changes.ts'
import type { Entry } from '../journal/entry.ts'
import { changes, isRollback, saidOfRelease } from './switches.ts'

/** A journal held against what Heroku says was released. */
export interface Reconciled {
  /** What is in the one and not in the other, and should be. */
  readonly amiss: readonly { readonly object: string; readonly found: string }[]
  /** Releases that touched our config vars and are none of ours, and what else is worth saying. */
  readonly remarks: readonly string[]
  /** How many changes of config vars have their release. */
  readonly matched: number
}

/** How far this machine's clock and Heroku's may differ, and a release come after its command. */
const slackMs = 120_000
/** The longest that a command of ours may take. */
const commandMs = 120_000

interface VarChange extends WrittenChange {
  /** When the run's next line was written, where it has no end of its own. */
  readonly until: string | undefined
  /** The first release that Heroku answered with to a later change; Infinity where there is none. */
  readonly below: number
}

/**
 * Holds each change of a config var in the journal against the release that Heroku answered with, or that came of it where
 * nobody wrote the answer; and each release that touched the app's vars since against the journal.
 * @param entries those of runs on the Heroku that the releases are of.
 */
export function reconciled(
  entries: readonly Entry[],
  releases: Releases,
  { configVars, otherRoles }: Pick<Subject, 'configVars' | 'otherRoles'>,
): Reconciled {
  const amiss: { object: string; found: string }[] = []
  const remarks: string[] = []
  const ours = new Set<Release>()
  for (const change of varChanges(entries)) {
    const release = releaseOf(change, releases, ours)
    const object = `line ${change.before.n}`
    if (release) {
      ours.add(release)
      if (change.after?.ended !== 'well')
        remarks.push(`${object}: ${saidOfEffect(change)}: ${saidOfRelease(release)}`)
      continue
    }
    const gap = gapOf(change, releases)
    if (gap.isAmiss) amiss.push({ object, found: gap.found })
    else remarks.push(`${object}: ${gap.found}`)
  }
  const vars = [configVars, ...otherRoles.map((other) => other.configVars)].flatMap((own) =>
    Object.values(own),
  )
  const since = sinceWhen(entries, ours)
  for (const release of releases.newestFirst.toReversed()) {
    if (ours.has(release) || !since(release)) continue
    if (vars.some((name) => changes(release, name)) || isRollback(release))
      remarks.push(
        `somebody else's: ${saidOfRelease(release)}${release.user ? `, by ${release.user.email}` : ''}`,
      )
  }
  return { amiss, remarks, matched: ours.size }
}

/** Without the newest release before it, what Heroku has of its time may be from just before, and somebody else's. */
const saidOfEffect = ({ before, after }: WrittenChange): string =>
  after || before.since !== undefined
    ? 'it did not end well, or nobody wrote how, and it took effect'
    : 'nobody wrote how it ended, and it may have taken effect'

function varChanges(entries: readonly Entry[]): VarChange[] {
  return runsOf(entries).flatMap(({ changes: made }) =>
    made
      .filter(({ before }) => before.vars.length > 0)
      .map((change) => ({
        ...change,
        until: entries.find(({ n }) => n > change.before.n)?.at,
        below: Math.min(...answersAfter(change, entries)),
      })),
  )
}

/** What Heroku answered to the changes after it: the one that it was answered itself is not among them. */
function answersAfter({ before, after }: WrittenChange, entries: readonly Entry[]): number[] {
  return entries.flatMap((entry) =>
    entry.type === 'after' && entry.of > before.n && entry !== after ? (entry.release ?? []) : [],
  )
}

/**
 * The release that came of a change: the one that Heroku answered with, or the first that there can be. The CLI asks for the
 * newest release after it has set the var (config/set.js): somebody else's can be newer by then. Where the line before names the
 * newest release that there was, only newer ones count, and older than what Heroku answered to a later change, whatever the
 * clocks say; without it, those of its time.
 */
function releaseOf(
  { before, after, until, below }: VarChange,
  { newestFirst }: Releases,
  ours: ReadonlySet<Release>,
): Release | undefined {
  const touching = newestFirst.filter(
    (release) => !ours.has(release) && before.vars.every((name) => changes(release, name)),
  )
  const named = touching.find(({ version }) => version === after?.release)
  if (named) return named
  const { since } = before
  const from = Date.parse(before.at) - slackMs
  const ended = Date.parse(after?.at ?? until ?? before.at)
  // Without an end of its own it cannot have gone on for longer than a command does.
  const to = (after ? ended : Math.min(ended, Date.parse(before.at) + commandMs)) + slackMs
  return touching.findLast(({ version, created_at: at }) => {
    const isLater = since === undefined ? Date.parse(at) >= from : version > since
    return isLater && version < (after?.release ?? below) && Date.parse(at) <= to
  })
}

/** Why a change has no release: it took no effect, or is too old, or Heroku knows nothing of it. */
function gapOf(
  { before, after }: VarChange,
  { newestFirst, complete }: Releases,
): { isAmiss: boolean; found: string } {
  const names = before.vars.join(', ')
  if (after?.ended !== 'well')
    return { isAmiss: false, found: `no release of that time set ${names}: it took no effect` }
  const oldest = newestFirst.at(-1)
  const version = after.release
  const isOlder = oldest && (version === undefined ? before.at < oldest.created_at : version < oldest.version)
  if (isOlder && !complete)
    return { isAmiss: false, found: 'it is older than the releases that Heroku lists' }
  const named = newestFirst.find((release) => release.version === version)
  const answer =
    version === undefined
      ? ''
      : ` Heroku answered with v${version}, which ${named ? `is ${saidOfRelease(named)}` : 'is not there'}.`
  return { isAmiss: true, found: `no release of that time set ${names}.${answer}` }
}

/** From the journal's first change on: by number where that is known, as clocks differ, and else by time. */
function sinceWhen(entries: readonly Entry[], ours: ReadonlySet<Release>): (release: Release) => boolean {
  const first = Math.min(...[...ours].map(({ version }) => version))
  const began = Date.parse(entries[0]?.at ?? '')
  return ({ version, created_at: at }) => version > first || Date.parse(at) >= began
}
