import pc from 'picocolors'
import type { Finding } from '../../evidence/finding.ts'
import type { Outcome } from '../../runbook/outcome.ts'
import { throughout } from '../../secrets/mask.ts'
import type { Report, ReportItem, RunOutcome } from '../report.ts'
import { type NextStep, whatNext } from '../what-next.ts'
import {
  briefly,
  counted,
  duration,
  harmless,
  headOf,
  journalLine,
  outcomeWord,
  verdictWord,
} from '../words.ts'
import type { Line } from './layout.ts'

/** How text is coloured, or that it is not. */
export type Colours = Pick<typeof pc, 'green' | 'red' | 'yellow' | 'dim' | 'bold' | 'cyan'>

const sign: Record<Outcome, string> = {
  passed: '✓',
  failed: '✗',
  inconclusive: '?',
  'not-run': '–',
  'needs-live': '–',
}

const hue: Record<Outcome, 'green' | 'red' | 'yellow'> = {
  passed: 'green',
  failed: 'red',
  inconclusive: 'yellow',
  'not-run': 'yellow',
  'needs-live': 'yellow',
}

/** The sign of an outcome and, but for a pass, its word: nobody has to see the colour. */
function marked(outcome: Outcome, colours: Colours): string {
  const inColour = colours[hue[outcome]]
  return outcome === 'passed'
    ? `${inColour(sign.passed)} `
    : `${inColour(sign[outcome])} ${inColour(outcomeWord[outcome])} `
}

/** Causes that were told, with the head of the item that each was told of first. */
export type Said = Map<string, string>

/**
 * The lines that tell one item as it ends: its outcome, what it saw, and for each finding what to do next. What was not
 * carried out is told at the end, once, by {@link countLines}.
 * @param said what was told before, and is added to.
 */
export function itemLines(told: ReportItem, said: Said, colours: Colours = pc): Line[] {
  const item = throughout(told, harmless)
  const { outcome, notes, findings, kind, durationMs } = item
  if (!isCarriedOut(item)) return []
  // A step's reason says what was tried and what to do next, beside what is amiss.
  const isSaid = findings.length > 0 && kind === 'check'
  const reason = isSaid ? [] : linesOf(toldOnce(item, said), 6)
  return [
    {
      indent: 2,
      text: `${marked(outcome, colours)}${headOf(item)} ${colours.dim(duration(durationMs))}`,
    },
    ...notes.filter((note) => note !== briefly(item)).map((note) => ({ indent: 6, text: colours.dim(note) })),
    ...reason,
    ...findings.flatMap((finding) => findingLines(finding, headOf(item), said, colours)),
  ]
}

const isCarriedOut = ({ outcome }: ReportItem): boolean => outcome !== 'not-run' && outcome !== 'needs-live'

/** A text of several lines, each as far in as it is already and so much more. */
const linesOf = (text: string, indent: number): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ indent: indent + line.length - line.trimStart().length, text: line.trimStart() }))

/** The reason of an item, or where it was told: of many items that one thing kept from passing, the first tells it. */
function toldOnce(item: ReportItem, said: Said): string {
  const { reason = '' } = item
  return reason === '' ? '' : (toldBefore(reason, headOf(item), said) ?? reason)
}

function toldBefore(cause: string, head: string, said: Said): string | undefined {
  const first = said.get(cause)
  if (first !== undefined) return `the same as of "${first}"`
  said.set(cause, head)
  return undefined
}

function findingLines(finding: Finding, itsHead: string, said: Said, colours: Colours): Line[] {
  const { code, object, expected, found, consequence, help, fix, tell, failureMode } = finding
  const letter = failureMode === undefined ? '' : ` (failure mode ${failureMode})`
  const head = `${colours.bold(`${code}: ${object}`)}${letter}`
  const before = toldBefore(JSON.stringify([code, object, expected, found]), itsHead, said)
  if (before !== undefined) return [{ indent: 6, text: `${head}: ${before}` }]
  return [
    { indent: 6, text: head },
    { indent: 8, text: `expected ${expected}; found ${found}` },
    { indent: 8, text: consequence },
    { indent: 8, text: `${colours.cyan('next:')} ${help}` },
    ...(fix === undefined
      ? []
      : [{ indent: 8, text: `${colours.cyan('fix:')}  ${fix}`, whole: true } as const]),
    ...(tell === undefined ? [] : [{ indent: 8, text: `${colours.cyan('tell:')} ${tell}` }]),
  ]
}

/** The closing lines of a run: what it amounts to, what was not carried out, where the report is, and what to do next. */
export function summaryLines(report: Report, reportFile: string, colours: Colours = pc): Line[] {
  const told = throughout(report, harmless)
  const { outcome, items, suite, app, journal } = told
  return [
    ...countLines(outcome, items, { of: `${suite} on ${app}: `, colours }),
    { indent: 2, text: colours.dim(`report: ${reportFile}`) },
    ...(journal ? [{ indent: 2, text: colours.dim(journalLine(journal)) }] : []),
    ...nextLines(whatNext(told), colours),
  ]
}

function nextLines(steps: readonly NextStep[], colours: Colours): Line[] {
  if (steps.length === 0) return []
  return [
    { indent: 0, text: '' },
    { indent: 0, text: colours.bold('What to do next') },
    ...steps.flatMap(({ what, command }, at): Line[] => [
      { indent: 2, text: `${at + 1}. ${what}` },
      ...(command === undefined ? [] : commandLines(command, colours)),
    ]),
  ]
}

const commandLines = (command: string, { cyan }: Colours): Line[] =>
  command.split('\n').map((line) => ({ indent: 5, text: cyan(line), whole: true }))

/** What items amount to, counted; and by name all that did not pass, under what it came to. */
export function countLines(
  outcome: RunOutcome,
  told: readonly ReportItem[],
  { of = '', colours = pc }: { of?: string; colours?: Colours } = {},
): Line[] {
  const items = throughout(told, harmless)
  const inColour = colours[outcome === 'refused' ? 'yellow' : hue[outcome]]
  return [
    { indent: 0, text: '' },
    { indent: 0, text: `${inColour(verdictWord[outcome])}  ${of}${counted(items)}` },
    ...byCause(items).flatMap((together) => togetherLines(together, colours)),
  ]
}

/** What did not pass, by what it came to: of a walk that stopped that is one thing for all that came after it. */
function byCause(items: readonly ReportItem[]): ReportItem[][] {
  const causes = new Map<string, ReportItem[]>()
  for (const wanted of ['failed', 'inconclusive', 'not-run', 'needs-live'] as const) {
    for (const item of items) {
      if (item.outcome !== wanted) continue
      const cause = `${wanted}\n${briefly(item)}`
      causes.set(cause, [...(causes.get(cause) ?? []), item])
    }
  }
  return [...causes.values()]
}

function togetherLines(together: readonly ReportItem[], colours: Colours): Line[] {
  const [first] = together
  if (!first) return []
  const mark = marked(first.outcome, colours)
  if (together.length === 1) return [{ indent: 2, text: `${mark}${headOf(first)}: ${briefly(first)}` }]
  return [
    { indent: 2, text: `${mark}${together.length}: ${briefly(first)}` },
    ...together.map((item) => ({ indent: 6, text: headOf(item) })),
  ]
}
