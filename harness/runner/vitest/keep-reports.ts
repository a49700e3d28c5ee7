import type { TestModule } from 'vitest/node'
import { reportFile, reportsFolder } from '../../evidence/reports-folder.ts'
import { commitOfCheckout } from '../../machine/commit.ts'
import type { JournalHead, ReportItem } from '../../report/report.ts'
import { reportOf } from '../../report/report-of.ts'
import { keptSink } from '../../report/sinks/file-sinks.ts'

/** What is known of a run of Vitest that ended. */
export interface RunOfVitest {
  readonly startedAt: Date
  readonly items: readonly ReportItem[]
  /** The end of each journal that was written in, by its run. */
  readonly heads: ReadonlyMap<string, JournalHead>
}

/**
 * Keeps what each suite came to on a live app where `pnpm test:…` keeps it: a later look is held against this one, however it was
 * started. Returns what could not be kept, in words.
 */
export async function keepReports(specs: readonly TestModule[], run: RunOfVitest): Promise<string[]> {
  const suites = new Map(specs.map(({ project }) => [project.name, project.getProvidedContext().run]))
  const said: string[] = []
  const commit = await commitOfCheckout()
  for (const [suite, { place, subject, journal, refusedBy }] of suites) {
    if (place.kind !== 'live') continue
    const { environment: env, app } = subject
    const file = reportFile(reportsFolder(process.env), suite, env, run.startedAt)
    const report = reportOf({
      suite,
      env,
      app,
      role: subject.otherRoles.length > 0 ? subject.role : undefined,
      startedAt: run.startedAt,
      commit,
      items: run.items.filter(({ id }) => id.startsWith(`${suite}/`)),
      refusedBy,
      journal: journal && run.heads.get(journal.run),
    })
    await keptSink(file, (text) => said.push(text)).close(report, file)
  }
  return said
}
