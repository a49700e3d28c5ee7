import type { Subject } from '../../config/subject.ts'
import { noted } from '../../journal/run-journal.ts'
import { isCredentialUser } from '../../observations/credential-roles.ts'
import { readRecording } from '../../recording/read-recording.ts'
import { recordingsFolder } from '../../recording/recording-folder.ts'
import type { ReportItem } from '../../report/report.ts'
import { checkpointOf, type Recorded, soakOfItems } from '../../soak/checkpoint.ts'
import { singleItem } from './single-item.ts'
import type { Situation } from './situation.ts'

const clockOffMs = 120_000

/** What was recorded of the app's log in its soak: whole, and denied to the role or to nobody by name. */
async function recordedSince(
  items: readonly ReportItem[],
  { app, role }: Subject,
  logSince: string | undefined,
): Promise<Recorded> {
  const { at, now } = soakOfItems(items)
  const from = logSince === undefined ? at : new Date(logSince)
  const { intervals, denials } = await readRecording(recordingsFolder(process.env), app, from, now)
  return {
    intervals,
    denials: denials.filter(({ user }) => user === undefined || isCredentialUser(user, role)),
  }
}

/**
 * Writes what a verification in the soak saw into the journal of the app, and tells so: a checkpoint. Where it cannot be
 * written, or nobody knows what soak it is of, there is none, and that is said.
 */
export async function keepCheckpoint(
  items: readonly ReportItem[],
  logSince: string | undefined,
  { subject, journal, emit, signal }: Situation,
): Promise<void> {
  if (!journal || signal.aborted) return
  const head = {
    id: 'soak/checkpoint',
    title: 'What was seen is a checkpoint of the soak',
    kind: 'check',
  } as const
  const item = await singleItem(head, async (note) => {
    const localAt = new Date()
    const recording = await recordedSince(items, subject, logSince)
    const seen = checkpointOf(items, { localAt, logSince, recording })
    const { n } = noted(journal, { type: 'checkpoint', evidence: seen })
    note(`line ${n} of ${journal.file}: ${seen.outcome}, of the soak since release v${seen.release}`)
    const minutes = Math.round(Math.abs(seen.clockAheadMs) / 60_000)
    if (Math.abs(seen.clockAheadMs) > clockOffMs)
      note(
        `this machine's clock is ${minutes} min ${seen.clockAheadMs > 0 ? 'ahead of' : 'behind'} Heroku's, and is not used`,
      )
    if (recording.denials.length > 0) throw new Error(seen.amiss.at(-1)?.said)
  })
  emit({ type: 'ended', item: { ...item, app: subject.app } })
}
