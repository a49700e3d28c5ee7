import type { JournalOfRun } from '../../../journal/run-journal.ts'
import { holds, type ReportItem } from '../../../report/report.ts'
import type { Emit } from '../../../report/run-event.ts'
import type { Place, RunSettings } from '../../../runbook/run-settings.ts'
import { runSuite } from '../../../runner/run-suite.ts'
import { suiteNamed } from '../../../runner/suites.ts'
import type { Hold } from '../../../world/app-lock.ts'
import type { Permit } from '../../../world/permit.ts'
import { singleItem } from '../single-item.ts'
import { type Leg, type OwnItem, roleIn } from './legs.ts'

export interface WalkOptions {
  /** What a suite that acts may do; one that does not only looks. */
  readonly permit: Permit
  readonly place: Place
  readonly lock?: Hold | undefined
  readonly journal?: JournalOfRun | undefined
  /** Where the first suite takes over what Heroku was asked ahead of it, and all have their commands run. */
  readonly readAhead?: string | undefined
  /** What is looked at from the first item on. */
  readonly lookAhead?: RunSettings['lookAhead'] | undefined
  /** Where who does the steps by hand is asked. */
  readonly byHand?: string | undefined
  readonly emit: Emit
  readonly signal: AbortSignal
}

/**
 * Walks legs one after the other, and each leg suite by suite; returns the items of all, each with its app. A leg is
 * walked only where every one before it held, and a step only where all before it in its leg did; what is not walked is
 * reported by name all the same.
 */
export async function walkLegs(legs: readonly Leg[], options: WalkOptions): Promise<ReportItem[]> {
  const items: ReportItem[] = []
  let stoppedBy: string | undefined
  for (const leg of legs) {
    const ofLeg = await walkLeg(leg, stoppedBy, options)
    items.push(...ofLeg)
    if (ofLeg.length === 0 || !ofLeg.every(holds)) stoppedBy ??= leg.title
  }
  return items
}

async function walkLeg(
  leg: Leg,
  stoppedBefore: string | undefined,
  { permit, place, lock, journal: ofWalk, readAhead, lookAhead, byHand, emit, signal }: WalkOptions,
): Promise<ReportItem[]> {
  const { subject, proof, journal = ofWalk } = leg
  const { app } = subject
  const about = { app, ...roleIn(subject) }
  const begunAt = Date.now()
  emit({ type: 'stretch', title: leg.title, app })
  const items: ReportItem[] = []
  const stopped = (): string | undefined => gapsIn(items, stoppedBefore).stoppedBy
  if (leg.meanwhile && stopped() === undefined) await leg.meanwhile()
  for (const name of leg.suites) {
    const { acts } = suiteNamed(name)
    const run: RunSettings = {
      subject,
      place,
      ...(lock && { lock }),
      ...(journal && { journal }),
      begunAt,
      expectedPhase: leg.expectedPhase,
      ...(leg.logSince !== undefined && { logSince: leg.logSince }),
      permit: acts || place.kind === 'per-file' || permit === 'plan' ? permit : 'look',
      ...(readAhead !== undefined && name === leg.suites[0] && { readAhead }),
      ...(readAhead !== undefined && { sessions: readAhead }),
      ...(lookAhead !== undefined && { lookAhead }),
      ...(proof !== undefined && { proof }),
      ...(byHand !== undefined && { byHand }),
      ...gapsIn(items, stoppedBefore),
    }
    await runSuite({
      projects: [name],
      ...(leg.files && { files: leg.files }),
      provide: { run },
      emit(event) {
        const told = event.type === 'ended' ? { ...event, item: { ...event.item, ...about } } : event
        if (told.type === 'ended') items.push(told.item)
        emit(told)
      },
      signal,
    })
  }
  for (const own of leg.own ?? []) {
    emit({ type: 'began', title: own.title })
    const by = signal.aborted ? 'the run was interrupted' : stopped()
    const item = { ...(by === undefined ? await ownItem(own, items) : leftOut(own, by)), ...about }
    items.push(item)
    emit({ type: 'ended', item })
  }
  return items
}

function ownItem({ body, ...head }: OwnItem, items: readonly ReportItem[]): Promise<ReportItem> {
  const ofSuites = [...items]
  return singleItem(head, (note, show) => body(ofSuites, note, show))
}

const leftOut = ({ id, title, kind }: OwnItem, by: string): ReportItem => ({
  id,
  title,
  kind,
  required: true,
  outcome: 'not-run',
  reason: `not carried out: ${by}`,
  notes: [],
  durationMs: 0,
  herokuCalls: 0,
  findings: [],
})

/** What of the items so far did not hold, in the words of the walk: a step stops it, a check only keeps steps from being taken. */
function gapsIn(
  items: readonly ReportItem[],
  stoppedBefore: string | undefined,
): Pick<RunSettings, 'stoppedBy' | 'firstGap'> {
  const missed = items.filter((item) => !holds(item))
  const firstGap = missed[0]?.title
  const stoppedBy = stoppedBefore ?? missed.find(({ kind }) => kind === 'step')?.title
  return { ...(firstGap !== undefined && { firstGap }), ...(stoppedBy !== undefined && { stoppedBy }) }
}
