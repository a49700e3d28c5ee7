import type { Subject } from '../../config/subject.ts'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { type JournalOfRun, noted } from '../../journal/run-journal.ts'
import { isCredentialUser } from '../../observations/credential-roles.ts'
import { readRecording } from '../../recording/read-recording.ts'
import { recordingsFolder } from '../../recording/recording-folder.ts'
import type { ReportItem } from '../../report/report.ts'
import { checkpointOf, type Recorded, soakOfItems } from '../../soak/checkpoint.ts'
import type { OwnItem } from './legs.ts'

const clockOffMs = 120_000

interface CheckpointNeeds {
  readonly subject: Subject
  readonly journal: JournalOfRun | undefined
  readonly env: NodeJS.ProcessEnv
  readonly logSince?: string | undefined
}

/**
 * Writes what a verification in the soak saw into the journal of the app: a checkpoint. Where it cannot be written, or nobody
 * knows what soak it is of, there is none, and that is said.
 */
export function checkpointItem({ subject, journal, env, logSince }: CheckpointNeeds): OwnItem {
  return {
    id: 'soak/checkpoint',
    title: 'What was seen is a checkpoint of the soak',
    kind: 'check',
    async body(items, note) {
      if (!journal) throw new CouldNotLook('there is no journal to keep it in')
      const localAt = new Date()
      const recording = await recordedSince(items, { subject, env, logSince })
      const seen = checkpointOf(items, { localAt, logSince, recording })
      const { n } = noted(journal, { type: 'checkpoint', evidence: seen })
      note(`line ${n} of ${journal.file}: ${seen.outcome}, of the soak since release v${seen.release}`)
      const minutes = Math.round(Math.abs(seen.clockAheadMs) / 60_000)
      if (Math.abs(seen.clockAheadMs) > clockOffMs)
        note(
          `this machine's clock is ${minutes} min ${seen.clockAheadMs > 0 ? 'ahead of' : 'behind'} Heroku's, and is not used`,
        )
      if (recording.denials.length > 0) throw new Error(seen.amiss.at(-1)?.said)
    },
  }
}

/** What was recorded of the app's log in its soak: whole, and denied to the role or to nobody by name. */
async function recordedSince(
  items: readonly ReportItem[],
  { subject: { app, role }, env, logSince }: Omit<CheckpointNeeds, 'journal'>,
): Promise<Recorded> {
  const { at, now } = soakOfItems(items)
  const from = logSince === undefined ? at : new Date(logSince)
  const { intervals, denials } = await readRecording(recordingsFolder(env), app, from, now)
  return {
    intervals,
    denials: denials.filter(({ user }) => user === undefined || isCredentialUser(user, role)),
  }
}
