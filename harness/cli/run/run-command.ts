import { join } from 'node:path'
import { execa } from 'execa'
import { Refusal } from '../../evidence/refusal.ts'
import { reportsFolder } from '../../evidence/reports-folder.ts'
import { jsonSink } from '../../report/json-sink.ts'
import { exitStatus, outcomeOf, type Report, type ReportItem } from '../../report/report.ts'
import type { Emit } from '../../report/run-event.ts'
import { terminalSink } from '../../report/terminal-sink.ts'
import { onInterruption } from './interruption.ts'

export interface CommandOptions {
  readonly suite: string
  readonly env: string
  readonly app: string
  readonly jsonFile: string | undefined
  /** Does the work, and tells each item as it ends. @throws Refusal where a gate stays shut. */
  readonly work: (emit: Emit, signal: AbortSignal) => Promise<void>
}

/** Runs one command of the project from its first line to its report, which it writes and returns. */
export async function runCommand({ suite, env, app, jsonFile, work }: CommandOptions): Promise<Report> {
  const startedAt = new Date()
  const stamp = startedAt.toISOString().replaceAll(':', '-').replace(/\.\d+/, '')
  const file = jsonFile ?? join(reportsFolder, `${suite}-${env}-${stamp}.json`)
  const sinks = [jsonSink(file), terminalSink(process.stdout)]
  const items: ReportItem[] = []
  const emit: Emit = (event) => {
    if (event.type === 'ended') items.push(event.item)
    for (const sink of sinks) sink.on(event)
  }
  const signal = onInterruption((text) => emit({ type: 'said', text }))
  const reason = await refusalOf(work, emit, signal)
  const outcome = reason === undefined ? outcomeOf(items) : 'refused'
  const report: Report = {
    suite,
    env,
    app,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    outcome,
    exitStatus: signal.aborted ? exitStatus.interrupted : exitStatus[outcome],
    commit: await commit(),
    ...(reason !== undefined && { reason }),
    items,
  }
  for (const sink of sinks) await sink.close(report, file)
  return report
}

/** Does the work and returns why a gate stayed shut, or undefined. What a stop of the run made of the work is no error. */
async function refusalOf(
  work: CommandOptions['work'],
  emit: Emit,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    await work(emit, signal)
  } catch (error) {
    if (error instanceof Refusal) return error.message
    if (!signal.aborted) throw error
  }
  return undefined
}

/** The commit of the checkout, or `unknown` outside one. */
async function commit(): Promise<string> {
  const { stdout, failed } = await execa('git', ['rev-parse', 'HEAD'], { reject: false })
  return failed ? 'unknown' : stdout
}
