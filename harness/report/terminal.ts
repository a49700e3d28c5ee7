import pc from 'picocolors'
import type { Finding } from '../evidence/finding.ts'
import type { Outcome } from '../runbook/outcome.ts'
import type { Report, ReportItem, RunOutcome } from './report.ts'
import { briefly, counted, duration, headOf, journalLine, outcomeWord, verdictWord } from './words.ts'

const mark: Record<Outcome, string> = {
  passed: pc.green('✓'),
  failed: pc.red('✗'),
  inconclusive: pc.yellow('?'),
  'not-run': pc.yellow('–'),
  'needs-live': pc.yellow('–'),
}

const colour: Record<Outcome, (text: string) => string> = {
  passed: pc.green,
  failed: pc.red,
  inconclusive: pc.yellow,
  'not-run': pc.yellow,
  'needs-live': pc.yellow,
}

const word = (outcome: Outcome): string =>
  outcome === 'passed' ? '' : colour[outcome](`${outcomeWord[outcome]} `)

/** Why items were not carried out, by the title of the first of each: one cause is told once. */
export type Said = Map<string, string>

/**
 * The lines that tell one item as it ends: its outcome, what it saw, and for each finding what to do next.
 * @param said what was told before, and is added to.
 */
export function itemLines(item: ReportItem, said: Said): string[] {
  const head = `  ${mark[item.outcome]} ${word(item.outcome)}${headOf(item)} ${pc.dim(duration(item.durationMs))}`
  // A step's reason says what was tried and what to do next, beside what is amiss.
  const isSaid = item.findings.length > 0 && item.kind === 'check'
  const reason = isSaid
    ? []
    : toldOnce(item, said)
        .split('\n')
        .filter((line) => line !== '')
  return [
    head,
    ...item.notes.map((note) => pc.dim(`      ${note}`)),
    ...reason.map((line) => `      ${line}`),
    ...item.findings.flatMap(findingLines),
  ]
}

/** The reason of an item, or where it was told: of many items that were blinded by one thing, the first tells it. */
function toldOnce({ outcome, reason = '', title }: ReportItem, said: Said): string {
  if (outcome === 'failed' || reason === '') return reason
  const first = said.get(reason)
  if (first !== undefined) return `the same as of "${first}"`
  said.set(reason, title)
  return reason
}

/** In one line what came of an item that did not pass, or where the same was told. */
const brieflyOnce = (item: ReportItem, said: Said): string =>
  item.findings.length > 0 ? briefly(item) : (toldOnce(item, said).split('\n')[0] ?? '')

function findingLines(finding: Finding): string[] {
  const letter = finding.failureMode ? ` (failure mode ${finding.failureMode})` : ''
  return [
    `      ${pc.bold(`${finding.code}: ${finding.object}`)}${letter}`,
    `        expected ${finding.expected}; found ${finding.found}`,
    `        ${finding.consequence}`,
    `        ${pc.cyan('next:')} ${finding.help}`,
    ...(finding.fix ? [`        ${pc.cyan('fix:')}  ${finding.fix}`] : []),
    ...(finding.tell ? [`        ${pc.cyan('tell:')} ${finding.tell}`] : []),
  ]
}

/** The closing lines of a run: what it amounts to, what was not carried out, by name, and where the report is. */
export function summaryLines(report: Report, reportFile: string): string[] {
  return [
    ...countLines(report.outcome, report.items, `${report.suite} on ${report.app}: `),
    pc.dim(`  report: ${reportFile}`),
    ...(report.journal ? [pc.dim(`  ${journalLine(report.journal)}`)] : []),
  ]
}

/** What items amount to, counted, and by name those that failed and those that were not carried out. */
export function countLines(outcome: RunOutcome, items: readonly ReportItem[], of = ''): string[] {
  const named = (['failed', 'inconclusive', 'not-run'] as const).flatMap((wanted) =>
    items.filter((item) => item.outcome === wanted),
  )
  const said: Said = new Map()
  const inColour = { passed: pc.green, failed: pc.red, inconclusive: pc.yellow, refused: pc.yellow }[outcome]
  return [
    '',
    `${inColour(verdictWord[outcome])}  ${of}${counted(items)}`,
    ...named.map(
      (item) => `  ${mark[item.outcome]} ${word(item.outcome)}${headOf(item)}: ${brieflyOnce(item, said)}`,
    ),
  ]
}
