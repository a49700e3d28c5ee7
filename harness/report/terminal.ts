import pc from 'picocolors'
import type { Finding } from '../evidence/finding.ts'
import type { Outcome } from '../runbook/outcome.ts'
import type { JournalHead, Report, ReportItem, RunOutcome } from './report.ts'

const mark: Record<Outcome, string> = {
  passed: pc.green('✓'),
  failed: pc.red('✗'),
  inconclusive: pc.yellow('?'),
  'not-run': pc.yellow('–'),
  'needs-live': pc.yellow('–'),
}

const word: Record<Outcome, string> = {
  passed: '',
  failed: pc.red('FAILED '),
  inconclusive: pc.yellow('INCONCLUSIVE '),
  'not-run': pc.yellow('NOT RUN '),
  'needs-live': pc.yellow('NEEDS A LIVE APP '),
}

/** Why items were not carried out, by the title of the first of each: one cause is told once. */
export type Said = Map<string, string>

/**
 * The lines that tell one item as it ends: its outcome, what it saw, and for each finding what to do next.
 * @param said what was told before, and is added to.
 */
export function itemLines(item: ReportItem, said: Said): string[] {
  const head = `  ${mark[item.outcome]} ${word[item.outcome]}${headOf(item)} ${pc.dim(duration(item.durationMs))}`
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

/** What is asserted; where it was found not to be so, what is wrong instead. An error on the way says nothing of either. */
const headOf = ({ outcome, title, symptom, findings }: ReportItem): string =>
  outcome === 'failed' && findings.length > 0 ? (symptom ?? title) : title

/** The reason of an item, or where it was told: of many items that were blinded by one thing, the first tells it. */
function toldOnce({ outcome, reason = '', title }: ReportItem, said: Said): string {
  if (outcome === 'failed' || reason === '') return reason
  const first = said.get(reason)
  if (first !== undefined) return `the same as of "${first}"`
  said.set(reason, title)
  return reason
}

/** In one line what came of an item that did not pass: what was found, else its reason. */
const briefly = (item: ReportItem, said: Said): string =>
  item.findings.map(({ code, object }) => `${code}: ${object}`).join(', ') ||
  (toldOnce(item, said).split('\n')[0] ?? '')

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

/** `journal: journal/app.jsonl, 12 lines, head 3f2a…`: kept with the log of a job, it says what the file must still have. */
export function journalLine({ file, lines, head }: JournalHead): string {
  return `journal: ${file}, ${lines} lines, head ${head}`
}

/** What items amount to, counted, and by name those that failed and those that were not carried out. */
export function countLines(outcome: RunOutcome, items: readonly ReportItem[], of = ''): string[] {
  const count = (wanted: Outcome): number => items.filter((item) => item.outcome === wanted).length
  const named = (['failed', 'inconclusive', 'not-run'] as const).flatMap((wanted) =>
    items.filter((item) => item.outcome === wanted),
  )
  const said: Said = new Map()
  const verdict = {
    passed: pc.green('PASSED'),
    failed: pc.red('FAILED'),
    inconclusive: pc.yellow('INCONCLUSIVE'),
    refused: pc.yellow('REFUSED'),
  }[outcome]
  return [
    '',
    `${verdict}  ${of}${count('passed')} passed, ${count('failed')} failed, ${count('inconclusive')} inconclusive, ${count('not-run')} not run`,
    ...named.map(
      (item) => `  ${mark[item.outcome]} ${word[item.outcome]}${headOf(item)}: ${briefly(item, said)}`,
    ),
  ]
}

/** `420 ms`, `3.1 s`. */
function duration(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`
}
