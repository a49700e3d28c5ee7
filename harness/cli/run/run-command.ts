import { resolve } from 'node:path'
import { UsageError } from '../../config/usage-error.ts'
import { Refusal } from '../../evidence/refusal.ts'
import { reportFile, reportsFolder } from '../../evidence/reports-folder.ts'
import type { JournalOfRun, RunStart } from '../../journal/run-journal.ts'
import { commitOfCheckout } from '../../machine/commit.ts'
import { earlierDurations } from '../../report/earlier-durations.ts'
import { exitStatus, outcomeOf, type Report, type ReportItem } from '../../report/report.ts'
import { reportOf } from '../../report/report-of.ts'
import type { Emit } from '../../report/run-event.ts'
import { annotationsSink } from '../../report/sinks/annotations-sink.ts'
import { fileSinks, keptSink, type ReportFiles } from '../../report/sinks/file-sinks.ts'
import { terminalSink } from '../../report/sinks/terminal-sink.ts'
import { firstLineOf } from '../../text/first-line.ts'
import { onInterruption } from './interruption.ts'
import { beginRecord, endRecord } from './record.ts'

export interface CommandOptions {
  readonly suite: string
  readonly env: string
  readonly app: string
  /** The one role that it is about, where the app has several. */
  readonly role?: string | undefined
  /** Where the report goes besides `reports/`, which a later run looks into. */
  readonly files: ReportFiles
  /** Where it changes an app, and what of the run its journal is told. */
  readonly journal?: JournalNeeds | undefined
  /** Does the work, and tells each item as it ends. @throws Refusal where a gate stays shut. */
  readonly work: (emit: Emit, signal: AbortSignal, journal: JournalOfRun | undefined) => Promise<void>
}

type JournalNeeds = Pick<RunStart, 'app' | 'environment' | 'role' | 'goesOn'>

/** Runs one command of the project from its first line to its report, which it writes and returns. */
export async function runCommand({
  suite,
  env,
  app,
  role,
  files,
  journal,
  work,
}: CommandOptions): Promise<Report> {
  const startedAt = new Date()
  const folder = reportsFolder(process.env)
  const kept = reportFile(folder, suite, env, startedAt)
  const file = files.json ?? kept
  const sinks = [
    ...fileSinks({ ...files, json: file }),
    ...(resolve(file) === resolve(kept) ? [] : [keptSink(kept, (text) => emit({ type: 'said', text }))]),
    ...(process.env['GITHUB_ACTIONS'] === 'true' ? [annotationsSink(process.stdout)] : []),
    terminalSink(process.stdout, {
      ...(process.stdout.isTTY && { expectedMs: earlierDurations(folder, suite, env) }),
    }),
  ]
  const items: ReportItem[] = []
  const emit: Emit = (event) => {
    if (event.type === 'ended') items.push(event.item)
    for (const sink of sinks) sink.on(event)
  }
  const signal = onInterruption((text) => emit({ type: 'said', text }))
  const commit = await commitOfCheckout()
  const record = await beginRecord(journal && { ...journal, command: suite, commit }, emit)
  const reason = await refusalOf(() => work(emit, signal, record), signal).catch(async (error: unknown) => {
    const end = { outcome: 'failed', exitStatus: statusOf(error), reason: firstLineOf(error) }
    await endRecord(record, end, emit)
    throw error
  })
  const outcome = reason === undefined ? outcomeOf(items) : 'refused'
  const end = { outcome, exitStatus: signal.aborted ? exitStatus.interrupted : exitStatus[outcome], reason }
  const head = await endRecord(record, end, emit)
  // What was not written down is an item of its own.
  const report = reportOf({
    suite,
    env,
    app,
    role,
    startedAt,
    commit,
    items,
    refusedBy: reason,
    journal: head,
    interrupted: signal.aborted,
  })
  for (const sink of sinks) await sink.close(report, file)
  return report
}

/** Does the work and returns why a gate stayed shut, or undefined. What a stop of the run made of the work is no error. */
async function refusalOf(work: () => Promise<void>, signal: AbortSignal): Promise<string | undefined> {
  try {
    await work()
  } catch (error) {
    if (error instanceof Refusal) return error.message
    if (!signal.aborted) throw error
  }
  return undefined
}

const statusOf = (error: unknown): number => exitStatus[error instanceof UsageError ? 'usage' : 'failed']
