import type { Finding } from '../../evidence/finding.ts'
import type { Report, ReportItem } from '../report.ts'
import { type NextStep, whatNext } from '../what-next.ts'
import {
  counted,
  duration,
  headline,
  headOf,
  journalLine,
  outcomeWord,
  placeOf,
  withoutControls,
} from '../words.ts'

/**
 * Returns the report as GitHub's summary of a job, in Markdown: the verdict and what to do next, then what did not pass,
 * then the rest. What does not fit is left out from the end, and that is said.
 */
export function summary(report: Report, budgetBytes: number): string {
  const { items } = report
  const amiss = (['failed', 'inconclusive', 'not-run', 'needs-live'] as const).flatMap((wanted) =>
    items.filter(({ outcome }) => outcome === wanted),
  )
  const passed = items.filter(({ outcome }) => outcome === 'passed')
  const head = [
    `## ${escaped(headline(report))}`,
    escaped(counted(items)),
    ...whatNext(report).map(nextLines),
    ...(report.journal ? [escaped(journalLine(report.journal))] : []),
  ].join('\n\n')
  return withinBudget(`${head}\n`, [...amiss.map(amissLines), ...passed.map(passedLine)], budgetBytes)
}

/** The head, and of the rest as much as fits in so many bytes beside the line that says what was left out. */
function withinBudget(head: string, rest: readonly string[], budgetBytes: number): string {
  const cut = (left: number): string => `\n${left} more items are cut: GitHub shows no more of a summary.\n`
  const sizeOf = (text: string): number => Buffer.byteLength(text)
  const room = budgetBytes - sizeOf(head) - sizeOf(cut(rest.length))
  if (room < 0) return ''
  let taken = 0
  const fits = rest.findIndex((part) => {
    taken += sizeOf(part)
    return taken > room
  })
  if (fits === -1) return [head, ...rest].join('')
  return [head, ...rest.slice(0, fits), cut(rest.length - fits)].join('')
}

function nextLines({ what, command }: NextStep): string {
  return command === undefined ? `Next: ${escaped(what)}` : `Next: ${escaped(what)}\n\n${fenced(command)}`
}

function amissLines(item: ReportItem): string {
  const head = `${outcomeWord[item.outcome]} **${escaped(headOf(item))}** (${escaped(item.id)}${escaped(placeOf(item))})`
  const reason = item.reason === undefined || item.reason === '' ? [] : [fenced(item.reason)]
  return `\n${[head, ...reason, ...item.findings.map(findingLines)].join('\n\n')}\n`
}

function findingLines({ code, object, expected, found, consequence, help, fix }: Finding): string {
  const lines = [
    `- **${escaped(`${code}: ${object}`)}**: expected ${escaped(expected)}; found ${escaped(found)}. ${escaped(consequence)} ${escaped(help)}`,
    ...(fix === undefined ? [] : [indented(fenced(fix))]),
  ]
  return lines.join('\n\n')
}

const passedLine = (item: ReportItem): string =>
  `\n✓ ${escaped(item.title)} (${escaped(item.id)}${escaped(placeOf(item))}) ${duration(item.durationMs)}\n`

/** A block of code that its text cannot end. */
function fenced(text: string): string {
  const ticks = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1
  const fence = '`'.repeat(ticks)
  return `${fence}\n${withoutControls(text)}\n${fence}`
}

const indented = (text: string): string => text.replace(/^/gm, '  ')

/** Text that means nothing to GitHub's Markdown, in one line (GitHub Flavored Markdown, 2.4 Backslash escapes). */
function escaped(text: string): string {
  return withoutControls(text)
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~&]/g, String.raw`\$&`)
}
