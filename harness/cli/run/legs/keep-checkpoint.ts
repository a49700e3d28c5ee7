import { CouldNotLook } from '../../../evidence/could-not-look.ts'
import { type JournalOfRun, noted } from '../../../journal/run-journal.ts'
import { checkpointOf } from '../../../soak/checkpoint.ts'
import { firstLineOf } from '../../../text/first-line.ts'
import type { Shown } from '../single-item.ts'
import type { OwnItem } from './legs.ts'

const clockOffMs = 120_000

interface CheckpointNeeds {
  readonly journal: JournalOfRun | undefined
  readonly logSince?: string | undefined
  /** Reads the soak with it, where somebody asked for a page that shows it. */
  readonly look?: (() => Promise<Shown>) | undefined
}

/**
 * Writes what a verification in the soak saw into the journal of the app: a checkpoint. Where it cannot be written, or nobody
 * knows what soak it is of, there is none, and that is said.
 */
export function checkpointItem({ journal, logSince, look }: CheckpointNeeds): OwnItem {
  return {
    id: 'soak/checkpoint',
    title: 'What was seen is a checkpoint of the soak',
    kind: 'check',
    async body(items, note, show) {
      if (!journal) throw new CouldNotLook('there is no journal to keep it in')
      const localAt = new Date()
      const seen = checkpointOf(items, { localAt, logSince })
      const { n } = noted(journal, { type: 'checkpoint', evidence: seen })
      note(`line ${n} of ${journal.file}: ${seen.outcome}, of the soak since release v${seen.release}`)
      const minutes = Math.round(Math.abs(seen.clockAheadMs) / 60_000)
      if (Math.abs(seen.clockAheadMs) > clockOffMs)
        note(
          `this machine's clock is ${minutes} min ${seen.clockAheadMs > 0 ? 'ahead of' : 'behind'} Heroku's, and is not used`,
        )
      // It is kept, whatever becomes of the picture.
      await look?.().then(show, (error: unknown) =>
        note(`the soak's hours are not shown, since they could not be read: ${firstLineOf(error)}`),
      )
    },
  }
}
