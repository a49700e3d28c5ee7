import { join } from 'node:path'
import { execa } from 'execa'
import { Refusal } from '../../evidence/refusal.ts'
import { writeReport } from '../../report/json-report.ts'
import { type Progress, terminalProgress } from '../../report/progress.ts'
import { exitStatus, outcomeOf, type Report, type ReportItem } from '../../report/report.ts'
import { summaryLines } from '../../report/terminal.ts'
import { onInterruption } from './interruption.ts'

export interface CommandOptions {
  readonly suite: string
  readonly env: string
  readonly app: string
  readonly jsonFile: string | undefined
  /** Does the work and returns its items. @throws Refusal where a gate stays shut. */
  readonly work: (progress: Progress, signal: AbortSignal) => Promise<readonly ReportItem[]>
}

/** Runs one command of the project from its first line to its report, which it writes and returns. */
export async function runCommand({ suite, env, app, jsonFile, work }: CommandOptions): Promise<Report> {
  const progress = terminalProgress(process.stdout)
  const signal = onInterruption((text) => progress.line(text))
  const startedAt = new Date()
  const { items, reason, outcome } = await attempt(work, progress, signal)
  const status = signal.aborted ? exitStatus.interrupted : exitStatus[outcome]
  const finishedAt = new Date()
  const report: Report = {
    suite,
    env,
    app,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    outcome,
    exitStatus: status,
    commit: await commit(),
    ...(reason !== undefined && { reason }),
    items,
  }
  const stamp = report.startedAt.replaceAll(':', '-').replace(/\.\d+/, '')
  const file = jsonFile ?? join('reports', `${suite}-${env}-${stamp}.json`)
  await writeReport(report, file)
  if (reason !== undefined) progress.line(`refused: ${reason}`)
  for (const line of summaryLines(report, file)) progress.line(line)
  return report
}

async function attempt(
  work: CommandOptions['work'],
  progress: Progress,
  signal: AbortSignal,
): Promise<{ items: readonly ReportItem[]; outcome: Report['outcome']; reason?: string }> {
  try {
    const items = await work(progress, signal)
    return { items, outcome: outcomeOf(items) }
  } catch (error) {
    if (error instanceof Refusal) return { items: [], outcome: 'refused', reason: error.message }
    if (signal.aborted) return { items: [], outcome: 'inconclusive' }
    throw error
  }
}

/** The commit of the checkout, or `unknown` outside one. */
async function commit(): Promise<string> {
  const { stdout, failed } = await execa('git', ['rev-parse', 'HEAD'], { reject: false })
  return failed ? 'unknown' : stdout
}
