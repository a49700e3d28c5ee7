import type { Report, ReportItem } from './report.ts'

/** What happens in a run, as it happens: everything that is shown or kept of it is made of these. */
export type RunEvent =
  /** A stretch of the runbook begins, on one app. */
  | { readonly type: 'stretch'; readonly title: string; readonly app?: string }
  | { readonly type: 'began'; readonly title: string }
  /** `told`: Vitest's own reporter has shown it already. */
  | { readonly type: 'ended'; readonly item: ReportItem; readonly told?: boolean }
  /** A line that is about no item. */
  | { readonly type: 'said'; readonly text: string }

/** Where the events of a run go: a terminal, a file. */
export interface Sink {
  on(event: RunEvent): void
  /** Told once, when the run is over; `file` is where the report is kept. */
  close(report: Report, file: string): Promise<void>
}

export type Emit = (event: RunEvent) => void
