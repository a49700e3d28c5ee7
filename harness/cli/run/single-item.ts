import type { ReportItem } from '../../report/report.ts'
import { judge } from '../../runbook/outcome.ts'
import { maskDeep } from '../../secrets/mask.ts'

export interface SingleItem {
  readonly id: string
  readonly title: string
  readonly kind: 'step' | 'check'
}

/** What an item has to show beside its notes. */
export type Shown = Pick<ReportItem, 'soak'>

/** Does one thing outside of Vitest and returns it as an item of the report, judged as an item of a suite is. */
export async function singleItem(
  { id, title, kind }: SingleItem,
  body: (note: (text: string) => void, show: (shown: Shown) => void) => Promise<void>,
): Promise<ReportItem> {
  const begun = new Date()
  const startedAt = performance.now()
  const notes: string[] = []
  let shown: Shown = {}
  const result = await body(
    (text) => notes.push(text),
    (seen) => {
      shown = seen
    },
  ).then(
    () => ({ outcome: 'passed', findings: [] }) as const,
    (error: unknown) => judge(error),
  )
  return maskDeep({
    id,
    title,
    kind,
    required: !('expected' in result && result.expected),
    notes,
    startedAt: begun.toISOString(),
    durationMs: Math.round(performance.now() - startedAt),
    herokuCalls: 0,
    outcome: result.outcome,
    findings: result.findings,
    ...('reason' in result && { reason: result.reason }),
    ...shown,
  })
}
