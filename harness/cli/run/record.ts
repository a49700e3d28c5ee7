import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { beginRun, endRun, type JournalOfRun, type RunEnd, type RunStart } from '../../journal/run-journal.ts'
import type { JournalHead } from '../../report/report.ts'
import type { Emit } from '../../report/run-event.ts'
import { mustHoldNoSecret, SecretInFile } from '../../secrets/scrub.ts'
import { singleItem } from './single-item.ts'

/**
 * The first line of a run that changes an app. Where it cannot be written the run does not begin, and a rollback begins all
 * the same and says so. @throws UsageError
 */
export async function beginRecord(
  start: RunStart | undefined,
  emit: Emit,
): Promise<JournalOfRun | undefined> {
  if (!start) return undefined
  try {
    return beginRun(start, process.env)
  } catch (error) {
    if (!start.goesOn) throw error
    await tellOfGap(error, emit)
    return undefined
  }
}

/** The last line of it, for the report. @throws SecretInFile where the journal held one, and was removed. */
export async function endRecord(
  record: JournalOfRun | undefined,
  end: RunEnd,
  emit: Emit,
): Promise<JournalHead | undefined> {
  if (!record) return undefined
  try {
    const { n: lines, hash: head } = endRun(record, end)
    await mustHoldNoSecret(record.file)
    return { file: record.file, lines, head }
  } catch (error) {
    if (error instanceof SecretInFile) throw error
    await tellOfGap(error, emit)
    return undefined
  }
}

async function tellOfGap(gap: unknown, emit: Emit): Promise<void> {
  const title = 'What this run changes is in the journal'
  const why = gap instanceof Error ? gap.message : String(gap)
  const item = await singleItem({ id: 'run/journal', title, kind: 'check' }, async () => {
    throw new CouldNotLook(why)
  })
  emit({ type: 'ended', item })
}
