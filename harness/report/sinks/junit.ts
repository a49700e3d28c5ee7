import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { Finding } from '../../evidence/finding.ts'
import type { Report, ReportItem } from '../report.ts'
import { placeOf, withoutControls } from '../words.ts'

type Markup = ReturnType<typeof html>

/**
 * Returns the report in JUnit's XML, as CI servers read it: an item is a test case, in the suite of its app. What was not
 * run is skipped with its reason, and what could not be looked at is an error: neither is a pass. A run without items, as
 * one that was refused, is an error of its own.
 */
export function junit(report: Report): string {
  const appOf = (item: ReportItem): string => placeOf({ ...item, app: item.app ?? report.app })
  const apps = [...new Set(report.items.map(appOf))]
  const suites = apps.map((app) => {
    const items = report.items.filter((item) => appOf(item) === app)
    return suiteOf(`${report.suite}${app}`, items, report)
  })
  const markup = html`<testsuites name="${report.suite}" ${counts(report.items)} time="${seconds(Date.parse(report.finishedAt) - Date.parse(report.startedAt))}">
${suites}${report.items.length === 0 ? nothingRun(report) : ''}</testsuites>
`
  return `<?xml version="1.0" encoding="UTF-8"?>\n${withoutControls((markup as HtmlEscapedString).toString())}`
}

function suiteOf(name: string, items: readonly ReportItem[], { startedAt }: Report): Markup {
  return html`<testsuite name="${name}" ${counts(items)} timestamp="${startedAt}">
${items.map(caseOf)}</testsuite>
`
}

function caseOf(item: ReportItem): Markup {
  return html`<testcase classname="${item.id}" name="${item.title}" time="${seconds(item.durationMs)}">${resultOf(item)}${noted(item)}</testcase>
`
}

/** As JUnit has it; GitLab, Jenkins and others show the attribute, and the text where somebody opens it. */
function resultOf(item: ReportItem): Markup | '' {
  const { outcome, reason = '', symptom, findings } = item
  const text = [reason, ...findings.map(inLines)].filter((line) => line !== '').join('\n\n')
  const [first = ''] = (findings.length > 0 ? (symptom ?? reason) : reason).split('\n')
  switch (outcome) {
    case 'passed':
      return ''
    case 'failed':
      return html`<failure type="${findings[0]?.code ?? 'failed'}" message="${first}">${text}</failure>`
    case 'inconclusive':
      return html`<error type="inconclusive" message="${first}">${text}</error>`
    default:
      return html`<skipped message="${reason}">${text}</skipped>`
  }
}

function inLines({ code, object, expected, found, consequence, help, fix }: Finding): string {
  const lines = [
    `${code}: ${object}`,
    `expected ${expected}; found ${found}`,
    consequence,
    `next: ${help}`,
    ...(fix === undefined ? [] : [`fix: ${fix}`]),
  ]
  return lines.join('\n')
}

const noted = ({ notes }: ReportItem): Markup | '' =>
  notes.length === 0 ? '' : html`<system-out>${notes.join('\n')}</system-out>`

function nothingRun({ suite, app, outcome, reason = 'no item was run' }: Report): Markup {
  return html`<testsuite name="${`${suite} on ${app}`}" tests="1" failures="0" errors="1" skipped="0">
<testcase classname="${suite}" name="${suite}"><error type="${outcome}" message="${reason}">${reason}</error></testcase>
</testsuite>
`
}

function counts(items: readonly ReportItem[]): Markup {
  const of = (...outcomes: readonly ReportItem['outcome'][]): number =>
    items.filter(({ outcome }) => outcomes.includes(outcome)).length
  return html`tests="${items.length}" failures="${of('failed')}" errors="${of('inconclusive')}" skipped="${of('not-run', 'needs-live')}"`
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)
