import type { Finding } from '../evidence/finding.ts'
import { maskDeep } from '../evidence/mask.ts'
import type { ReportItem } from '../report/report.ts'
import { judge } from '../runbook/outcome.ts'
import type { FailureMode, Scene } from './failure-mode.ts'
import { failureModes } from './failure-modes.ts'

/** What the look at one failure mode gave. */
interface Look {
  readonly mode: FailureMode
  readonly findings: readonly Finding[]
  readonly notes: readonly string[]
  readonly durationMs: number
  /** Why it could not be told, where it could not. */
  readonly error?: unknown
}

/**
 * Looks for every failure mode and returns an item for each: passed where it is absent, failed where it is present,
 * inconclusive where that could not be told. Of a root and its symptoms the root alone is named. It only reads.
 */
export async function diagnose(
  scene: Omit<Scene, 'note'>,
  ended: (item: ReportItem) => void,
): Promise<ReportItem[]> {
  const looks: Look[] = []
  for (const mode of failureModes) looks.push(await lookFor(mode, scene))
  const present = looks.filter(({ findings }) => findings.length > 0).map(({ mode }) => mode)
  return looks.map((look) => {
    const item = maskDeep(itemOf(look, present))
    ended(item)
    return item
  })
}

async function lookFor(mode: FailureMode, scene: Omit<Scene, 'note'>): Promise<Look> {
  const startedAt = performance.now()
  const notes: string[] = []
  const look = await mode.look({ ...scene, note: (text) => notes.push(text) }).then(
    (findings) => ({ findings }),
    (error: unknown) => ({ findings: [], error }),
  )
  return { mode, notes, ...look, durationMs: Math.round(performance.now() - startedAt) }
}

function itemOf(
  { mode, findings, notes, durationMs, error }: Look,
  present: readonly FailureMode[],
): ReportItem {
  const item = {
    id: `diagnose/${mode.id}`,
    title: mode.letter ? `${mode.letter}. ${mode.title}` : mode.title,
    kind: 'check',
    required: true,
    notes,
    durationMs,
    herokuCalls: 0,
    findings: [],
  } as const
  if (error !== undefined) {
    const { outcome, reason } = judge(error)
    // What a look met and did not expect is no sign of the failure mode: it could not be told.
    if (outcome === 'not-run') return { ...item, outcome, reason, required: false }
    return { ...item, outcome: 'inconclusive', reason }
  }
  if (findings.length === 0) return { ...item, outcome: 'passed' }
  if (mode.isPhase) {
    const said = findings.map(({ found, help, fix }) => `${found}. ${help} \`${fix}\``)
    return { ...item, outcome: 'passed', notes: [...notes, ...said] }
  }
  const root = present.find(({ id }) => mode.explainedBy.includes(id))
  if (root) {
    const signs = findings.map(({ code, object, found }) => `${code}: ${object}: ${found}`)
    return {
      ...item,
      outcome: 'passed',
      notes: [...notes, `accounted for by ${root.id}, look again once that is mended: ${signs.join('; ')}`],
    }
  }
  const named = findings.map((finding) => ({
    ...finding,
    failureMode: mode.letter ?? mode.id,
    tell: mode.tell,
  }))
  return { ...item, outcome: 'failed', findings: named }
}
