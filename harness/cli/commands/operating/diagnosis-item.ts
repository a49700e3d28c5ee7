import type { ReportItem } from '../../../report/report.ts'
import { maskDeep } from '../../../secrets/mask.ts'
import type { Diagnosed, Standing } from '../../../verdicts/diagnosis.ts'
import type { Names } from '../../../verdicts/rule.ts'

/**
 * Returns the item of a report for one failure mode: passed where it is absent, failed where it is present, and then under
 * its symptom; inconclusive where that could not be told.
 */
export function itemOf({ mode, standing, saw, kept, durationMs }: Diagnosed, names: Names): ReportItem {
  const title = standing.is === 'present' ? mode.symptom(names) : mode.title(names)
  return maskDeep<ReportItem>({
    id: `diagnose/${mode.id}`,
    title: mode.letter ? `${mode.letter}. ${title}` : title,
    kind: 'check',
    required: standing.is !== 'not configured',
    durationMs,
    herokuCalls: 0,
    findings: standing.is === 'present' ? standing.findings : [],
    notes: [saw, ...notesOn(standing)].filter((note) => note !== ''),
    facts: kept,
    ...outcomeOf(standing),
  })
}

function outcomeOf(standing: Standing): Pick<ReportItem, 'outcome' | 'reason'> {
  if (standing.is === 'present') return { outcome: 'failed' }
  if (standing.is === 'not configured') return { outcome: 'not-run', reason: standing.why }
  if (standing.is !== 'not known') return { outcome: 'passed' }
  return {
    outcome: 'inconclusive',
    reason: 'as' in standing ? `for the reason given at diagnose/${standing.as}` : standing.why,
  }
}

function notesOn(standing: Standing): string[] {
  if (standing.is === 'a phase')
    return standing.findings.map(({ found, help, fix }) => `${found}. ${help}${fix ? ` \`${fix}\`` : ''}`)
  if (standing.is !== 'accounted for') return []
  const signs = standing.findings.map(({ code, object, found }) => `${code}: ${object}: ${found}`)
  return [`accounted for by ${standing.by}, look again once that is mended: ${signs.join('; ')}`]
}
