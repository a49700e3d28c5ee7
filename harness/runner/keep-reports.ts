import type { TestModule } from 'vitest/node'
import { commitOfCheckout } from '../evidence/commit.ts'
import { reportFile, reportsFolder } from '../evidence/reports-folder.ts'
import { keptSink } from '../report/file-sinks.ts'
import { exitStatus, type JournalHead, outcomeOf, type ReportItem } from '../report/report.ts'
import type { RunSettings } from '../runbook/run-settings.ts'

/** What is known of a run of Vitest that ended. */
export interface EndedRun {
  readonly startedAt: Date
  readonly items: readonly ReportItem[]
  /** The end of each journal that was written in, by its run. */
  readonly heads: ReadonlyMap<string, JournalHead>
}

/**
 * Keeps what each suite came to on a live app where `pnpm test:…` keeps it: a later look is held against this one, however it was
 * started. Returns what could not be kept, in words.
 */
export async function keepReports(specs: readonly TestModule[], run: EndedRun): Promise<string[]> {
  const suites = new Map(specs.map(({ project }) => [project.name, project.getProvidedContext().run]))
  const said: string[] = []
  const commit = await commitOfCheckout()
  for (const [suite, settings] of suites) {
    if (settings.place.kind !== 'live') continue
    const { environment } = settings.subject
    const file = reportFile(reportsFolder(process.env), suite, environment, run.startedAt)
    const sink = keptSink(file, (text) => said.push(text))
    await sink.close(reportOf(suite, settings, { ...run, commit }), file)
  }
  return said
}

function reportOf(
  suite: string,
  { subject, journal, refusedBy }: RunSettings,
  { startedAt, items: all, heads, commit }: EndedRun & { readonly commit: string },
) {
  const items = all.filter(({ id }) => id.startsWith(`${suite}/`))
  const outcome = refusedBy === undefined ? outcomeOf(items) : 'refused'
  const head = journal && heads.get(journal.run)
  return {
    version: 1,
    suite,
    env: subject.environment,
    app: subject.app,
    ...(subject.otherRoles.length > 0 && { role: subject.role }),
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    outcome,
    exitStatus: exitStatus[outcome],
    commit,
    ...(refusedBy !== undefined && { reason: refusedBy }),
    ...(head && { journal: head }),
    items,
  } as const
}
