import type { Subject } from '../config/subject.ts'
import { hoursOf, type Interval, union, within, without } from '../evidence/intervals.ts'
import type { Checkpoint } from '../journal/checkpoints.ts'
import type { Entry } from '../journal/entry.ts'
import type { Begin } from '../verdicts/soak-begin.ts'

/** What a soak is judged by. */
export interface SoakFacts {
  readonly subject: Pick<Subject, 'soak' | 'app'>
  readonly begin: Begin
  /** Heroku's time. */
  readonly now: Date
  /** The lines of the app's journal of this Heroku, in their order, each with its SHA-256. */
  readonly entries: readonly { readonly entry: Entry; readonly hash: string }[]
  /** What is amiss with the journal as a file, in words. */
  readonly damage: readonly string[]
}

/** A stretch that does not count, and why. */
export interface Missing extends Interval {
  readonly what: string
}

export type SoakOutcome = 'clean' | 'failed' | 'inconclusive' | 'running'

/** A soak as it stands. */
export interface Soak {
  readonly outcome: SoakOutcome
  /** When it began, by Heroku's clock; undefined where none is under way, or nobody knows. */
  readonly since: Date | undefined
  /** The release that it began with. */
  readonly release: number | undefined
  /** Why it began then, or why there is none. */
  readonly why: string
  readonly hours: number
  /** Hours since then in which everything was seen. */
  readonly covered: readonly Interval[]
  readonly coveredHours: number
  readonly missing: readonly Missing[]
  readonly checkpoints: readonly Checkpoint[]
  /** The next checkpoint that is due, after how many hours and when; undefined where none is. */
  readonly due: { readonly hours: number; readonly at: Date } | undefined
  /** What keeps it from being clean, one line each. */
  readonly reasons: readonly string[]
  /** The SHA-256 of the checkpoint that it was clean with first. */
  readonly evidence: string | undefined
}

/** Lines are stamped a moment before or after what they are about, and a log is read a moment before a checkpoint ends. */
const sameMomentMs = 60_000

/** Returns what the evidence there is comes to. An early end, or a stretch that nobody saw, is never a pass. */
export function soakOf(facts: SoakFacts): Soak {
  const { begin, subject } = facts
  const { hours } = subject.soak
  const none = {
    since: undefined,
    release: undefined,
    why: begin.why,
    hours,
    covered: [],
    coveredHours: 0,
    missing: [],
    checkpoints: [],
    due: undefined,
    reasons: [begin.why],
    evidence: undefined,
  }
  if (begin.is !== 'begun') return { ...none, outcome: 'inconclusive' }
  const all = checkpointsSince(facts, begin)
  const since = sinceWhen(facts, begin, all)
  const checkpoints = all.filter(({ herokuAt }) => new Date(herokuAt) >= since.at)
  const { covered, missing } = coverage(facts, since.at, checkpoints)
  const coveredHours = hoursOf(covered)
  const last = all.at(-1)
  const failed = all
    .slice(all.findLastIndex(({ outcome }) => outcome === 'passed') + 1)
    .findLast(({ outcome }) => outcome === 'failed')
  const reasons = [
    ...facts.damage,
    ...(failed ? [failedAt(failed)] : since.pending === undefined ? [] : [`${since.pending}: verify again`]),
    ...(last?.outcome === 'inconclusive' ? [inconclusiveAt(last)] : []),
    ...(isLong(coveredHours, hours) ? [] : [`${shown(coveredHours)} of ${hours} h were seen`]),
  ]
  const isOver = isLong(hoursOf([{ from: since.at, to: facts.now }]), hours)
  return {
    outcome: failed
      ? 'failed'
      : reasons.length === 0
        ? 'clean'
        : facts.damage.length > 0 || isOver
          ? 'inconclusive'
          : 'running',
    since: since.at,
    release: begin.release.version,
    why: since.why,
    hours,
    covered,
    coveredHours,
    missing,
    checkpoints,
    due: dueAfter(facts, since.at, checkpoints),
    reasons,
    evidence: firstClean(facts, since.at, checkpoints),
  }
}

const shown = (hours: number): string => hours.toFixed(1)
/** By the slack that is between a release and its first line, and between a log and its checkpoint. */
const isLong = (hours: number, wanted: number): boolean => hours >= wanted - sameMomentMs / 3_600_000

/** The checkpoints of the soak that began with that release; what says another was written in another soak. */
function checkpointsSince(
  { entries }: SoakFacts,
  { release }: Extract<Begin, { is: 'begun' }>,
): Checkpoint[] {
  return entries.flatMap(({ entry, hash }) =>
    entry.type === 'checkpoint' && entry.evidence.release === release.version
      ? [{ ...entry.evidence, n: entry.n, hash }]
      : [],
  )
}

/**
 * It begins again with the first checkpoint that passed after one that failed, or after the grants were changed by hand: until
 * then nobody can say since when things are as they should be.
 */
function sinceWhen(
  { entries }: SoakFacts,
  { at, why, release }: Extract<Begin, { is: 'begun' }>,
  checkpoints: readonly Checkpoint[],
): { at: Date; why: string; pending: string | undefined } {
  const switched = entries.find(({ entry }) => entry.type === 'after' && entry.release === release.version)
  let begun = { at, why }
  let because: string | undefined
  for (const { entry } of entries) {
    if (switched && entry.n <= switched.entry.n) continue
    if (
      entry.type === 'after' &&
      (entry.statements?.length ?? 0) > 0 &&
      (switched || isAfterFirst(entry, checkpoints))
    )
      because = `the role's privileges were changed (line ${entry.n})`
    const checkpoint = checkpoints.find(({ n }) => n === entry.n)
    if (!checkpoint) continue
    if (checkpoint.outcome === 'failed') because = `the checkpoint at ${checkpoint.herokuAt} failed`
    else if (because !== undefined && checkpoint.outcome === 'passed') {
      begun = {
        at: new Date(checkpoint.herokuAt),
        why: `${because}, and the checkpoint at ${checkpoint.herokuAt} is the first that passed after it`,
      }
      because = undefined
    }
  }
  return { ...begun, pending: because }
}

const isAfterFirst = ({ n }: Entry, [first]: readonly Checkpoint[]): boolean =>
  first !== undefined && n > first.n

function coverage(
  { now }: Pick<SoakFacts, 'now'>,
  since: Date,
  checkpoints: readonly Checkpoint[],
): { covered: Interval[]; missing: Missing[] } {
  const bounds = { from: since, to: now }
  const read = checkpoints.filter(({ parts }) => parts.refused !== 'failed')
  const logs = read.flatMap(({ log, proof }) =>
    log && proof !== 'did not come back' ? without([widened(spanOf(log), since)], log.gaps.map(spanOf)) : [],
  )
  const ofRecording = read.flatMap(({ recorded }) => recorded.map(spanOf))
  const seen = within(union([...logs, ...ofRecording]), bounds)
  const notCounted = [...checkpoints.flatMap(idle), ...betweenCheckpoints(since, checkpoints)]
  const covered = without(seen, notCounted)
  const looked = new Date(checkpoints.at(-1)?.herokuAt ?? since)
  const unseen = without([{ from: since, to: looked }], seen).map((gap) => ({
    ...gap,
    what: whyUnseen(gap, checkpoints),
  }))
  return {
    covered,
    missing: [
      ...unseen,
      ...notCounted.flatMap((gap) => within([gap], bounds).map((part) => ({ ...part, what: gap.what }))),
    ]
      .filter(({ from, to }) => to.getTime() - from.getTime() > sameMomentMs)
      .toSorted((a, b) => a.from.getTime() - b.from.getTime()),
  }
}

const spanOf = ({ from, to }: { from: string; to: string }): Interval => ({
  from: new Date(from),
  to: new Date(to),
})

/** The first line of a release comes a moment after it. */
const widened = ({ from, to }: Interval, since: Date): Interval =>
  Math.abs(from.getTime() - since.getTime()) <= sameMomentMs ? { from: since, to } : { from, to }

/** What a checkpoint saw the app do nothing in. */
const idle = ({ quiet, withoutDynos }: Checkpoint): Missing[] => [
  ...quiet.map((span) => ({ ...spanOf(span), what: 'traffic: no request was answered' })),
  ...withoutDynos.map((span) => ({ ...spanOf(span), what: 'dynos: the app was scaled to zero' })),
]

/** What the counts of two checkpoints do not say of the time between them: nothing where they were reset, and no work where there was none. */
function betweenCheckpoints(since: Date, checkpoints: readonly Checkpoint[]): Missing[] {
  return checkpoints.flatMap((checkpoint, at): Missing[] => {
    const before = checkpoints[at - 1]
    const span = { from: before ? new Date(before.herokuAt) : since, to: new Date(checkpoint.herokuAt) }
    const wasReset =
      before?.counts && checkpoint.counts && before.counts.resetAt !== checkpoint.counts.resetAt
    if (wasReset)
      return [{ ...span, what: 'statements: their counts were reset, and whose they were is not known' }]
    if (checkpoint.parts.work !== 'passed')
      return [{ ...span, what: 'work: the role ran no statement that was counted' }]
    const { statementsSince } = checkpoint
    if (statementsSince === undefined) return []
    const to =
      statementsSince === null ? span.to : new Date(Math.min(Date.parse(statementsSince), span.to.getTime()))
    return to > span.from
      ? [
          {
            ...span,
            to,
            what: 'statements: nothing by then to hold their counts against, and what the owner ran is not known',
          },
        ]
      : []
  })
}

function whyUnseen({ from, to }: Interval, checkpoints: readonly Checkpoint[]): string {
  const lost = checkpoints.some(({ log }) =>
    log?.gaps.some((gap) => new Date(gap.from) < to && new Date(gap.to) > from),
  )
  if (lost) return 'log: Heroku says that it lost lines'
  const next = checkpoints.find(({ herokuAt }) => new Date(herokuAt) >= to)
  if (next?.proof === 'did not come back') return 'log: it did not bring back the denial that was asked for'
  if (next && !next.log) return 'log: it could not be read'
  return 'log: it no longer reached back so far when it was read'
}

function dueAfter({ subject, now }: SoakFacts, since: Date, checkpoints: readonly Checkpoint[]): Soak['due'] {
  const last = checkpoints.at(-1)
  const hoursAt = (time: Date): number => hoursOf([{ from: since, to: time }])
  const done = last ? hoursAt(new Date(last.herokuAt)) : 0
  const [next] = subject.soak.checkpointHours.filter((hours) => !isLong(done, hours))
  if (next !== undefined) return { hours: next, at: new Date(since.getTime() + next * 3_600_000) }
  // The last one that was planned was made, and is not enough: one more, as soon as it can be.
  return { hours: Math.ceil(hoursAt(now)), at: now }
}

/** The checkpoint with which the soak was long enough first: what comes after it changes nothing of what it proves. */
function firstClean(facts: SoakFacts, since: Date, checkpoints: readonly Checkpoint[]): string | undefined {
  if (facts.damage.length > 0) return undefined
  const at = checkpoints.findIndex((checkpoint, index) => {
    if (checkpoint.outcome !== 'passed') return false
    const { covered } = coverage(
      { now: new Date(checkpoint.herokuAt) },
      since,
      checkpoints.slice(0, index + 1),
    )
    return isLong(hoursOf(covered), facts.subject.soak.hours)
  })
  return checkpoints[at]?.hash
}

const failedAt = ({ herokuAt, amiss }: Checkpoint): string =>
  `the checkpoint at ${herokuAt} failed: ${amiss.find(({ outcome }) => outcome === 'failed')?.said.split('\n')[0] ?? 'no reason given'}`
const inconclusiveAt = ({ herokuAt, amiss }: Checkpoint): string =>
  `the checkpoint at ${herokuAt} is inconclusive: ${amiss[0]?.said.split('\n')[0] ?? 'no reason given'}`
