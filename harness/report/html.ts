import { html } from 'hono/html'
import type { Finding } from '../evidence/finding.ts'
import type { Interval } from '../evidence/intervals.ts'
import { rightsTable } from './html/rights.ts'
import { storyOfApp, wholePage, withCode } from './html-page.ts'
import { holds, type Report, type ReportItem } from './report.ts'
import { momentOf, soakHours } from './soak-hours.ts'
import { type NextStep, whatNext } from './what-next.ts'
import { briefly, counted, duration, headline, headOf, journalLine, outcomeWord, placeOf } from './words.ts'

type Markup = ReturnType<typeof html>

/**
 * Returns the report as one page of HTML that asks for nothing from anywhere, and may not (its own policy forbids it): first
 * the verdict, what is missing and what to type, then the walk in time, each item, and the role's privileges.
 * @param story what was done to the app before, and in this run, by its journal.
 */
export function htmlPage(report: Report, story: readonly string[] = []): string {
  return wholePage(
    headline(report),
    html`${firstScreen(report)}
<main>
${walk(report)}
<section aria-labelledby="items"><h2 id="items">Steps and checks</h2>
${report.items.map(itemOf)}</section>
${soaks(report)}
${rights(report)}
${storyOfApp(story)}
</main>
${foot(report)}`,
  )
}

function firstScreen(report: Report): Markup {
  const { outcome, items, startedAt, finishedAt, reason } = report
  const missing = items.flatMap((item, at) => (holds(item) ? [] : [missingLine(item, at)]))
  const next = whatNext(report)
  return html`<header>
<h1><span class="${outcome}">${headline(report)}</span></h1>
<p>${counted(items)} · ${duration(Date.parse(finishedAt) - Date.parse(startedAt))} · begun <time datetime="${startedAt}">${momentOf(new Date(startedAt))}</time></p>
${reason === undefined ? '' : html`<p class="refused">${reason}</p>`}
<h2>What to do next</h2>
${next.length === 0 ? html`<p>Nothing: all that was asked for held.</p>` : html`<ol>${next.map(nextLine)}</ol>`}
${missing.length === 0 ? '' : html`<h2>What is missing</h2><ul>${missing}</ul>`}
</header>`
}

const missingLine = (item: ReportItem, at: number): Markup =>
  html`<li><span class="${item.outcome}">${outcomeWord[item.outcome]}</span> <a href="#item-${at}">${headOf(item)}</a>${item.findings.length === 0 ? `: ${briefly(item)}` : foundLines(item.findings)}</li>`

/** What of an item's findings is on the first screen; all of them are under the item. */
const foundFirst = 3

function foundLines(findings: readonly Finding[]): Markup {
  const left = findings.length - foundFirst
  return html`<ul>${findings.slice(0, foundFirst).map(foundLine)}${left > 0 ? html`<li>and ${left} more</li>` : ''}</ul>`
}

const foundLine = ({ code, object, expected, found, failureMode }: Finding): Markup =>
  html`<li><strong>${code}: ${object}</strong>${failureMode === undefined ? '' : ` (failure mode ${failureMode})`}: expected ${expected}; found ${found}</li>`

const nextLine = ({ what, command, amiss }: NextStep): Markup =>
  html`<li>${withCode(what)}${amiss === undefined ? '' : html` <span class="soft">Expected ${amiss.expected}; found ${amiss.found}.</span>`}${command === undefined ? '' : html`<pre>${command}</pre>`}</li>`

/** Where the time went: each item that says when it began, as a bar on the time of the whole run. */
function walk({ items, startedAt, finishedAt }: Report): Markup | '' {
  const begun = Date.parse(startedAt)
  const whole = Math.max(Date.parse(finishedAt) - begun, 1)
  const bars = items.flatMap((item, at) => {
    if (item.startedAt === undefined || item.outcome === 'not-run') return []
    const left = clamped((100 * (Date.parse(item.startedAt) - begun)) / whole)
    const width = Math.min(100 - left, (100 * item.durationMs) / whole)
    return html`<li><a href="#item-${at}">${headOf(item)}</a> <span class="time soft">${duration(item.durationMs)}</span><span class="track"><span class="bar" style="left:${left.toFixed(2)}%;width:${width.toFixed(2)}%"></span></span></li>
`
  })
  if (bars.length === 0) return ''
  return html`<section aria-labelledby="walk"><h2 id="walk">The walk, and where the time went</h2><ol class="walk">
${bars}</ol></section>`
}

const clamped = (percent: number): number => Math.min(Math.max(percent, 0), 100)

function itemOf(item: ReportItem, at: number): Markup {
  const { id, outcome, why, source, notes, reason, findings, byHand, commands, durationMs } = item
  const word = outcome === 'passed' ? '✓' : outcomeWord[outcome]
  return html`<details id="item-${at}"${holds(item) ? '' : html` open`}>
<summary><span class="${outcome}">${word}</span> ${headOf(item)} <span class="soft">${duration(durationMs)}</span></summary>
${reason === undefined || reason === '' ? '' : html`<pre>${reason}</pre>`}${findings.map(findingOf)}${listOf('Seen', notes)}${listOf('Heroku commands', commands ?? [], 'code')}${listOf('By hand', byHand ?? [], 'code')}
<dl><dt>id</dt><dd>${id}${placeOf(item)}</dd>${term('why', why)}${term('source', source)}</dl>
</details>
`
}

const term = (name: string, text: string | undefined): Markup | '' =>
  text === undefined ? '' : html`<dt>${name}</dt><dd>${text}</dd>`

function listOf(title: string, lines: readonly string[], as?: 'code'): Markup | '' {
  if (lines.length === 0) return ''
  if (as === 'code') return html`<p class="soft">${title}</p><pre>${lines.join('\n')}</pre>`
  return html`<p class="soft">${title}</p><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`
}

function findingOf({ code, object, expected, found, consequence, help, fix, tell }: Finding): Markup {
  return html`<p><strong>${code}: ${object}</strong></p>
<dl><dt>expected</dt><dd>${expected}</dd><dt>found</dt><dd>${found}</dd><dt>while it stays so</dt><dd>${consequence}</dd><dt>next</dt><dd>${withCode(help)}</dd>${term('tell', tell)}</dl>
${fix === undefined ? '' : html`<pre>${fix}</pre>`}`
}

/** Each soak that was looked at, as it stood at the last. */
function soaks({ items }: Report): Markup | '' {
  const looked = items.filter(({ soak }) => soak !== undefined)
  const last = looked.filter((item, at) => looked.findLastIndex((other) => isOf(item, other)) === at)
  if (last.length === 0) return ''
  const drawn = last.map(({ app, role, soak }) => {
    const of = app === undefined ? '' : ` of ${app}${role === undefined ? '' : ` as ${role}`}`
    return (
      soak &&
      html`<h2>The soak${of}, hour by hour</h2>
${soakHours({
  since: new Date(soak.since),
  now: new Date(soak.now),
  hours: soak.hours,
  covered: soak.covered.map(spanOf),
  missing: soak.missing.map((gap) => ({ ...spanOf(gap), what: gap.what })),
  checkpoints: soak.checkpoints.map((at) => new Date(at)),
})}`
    )
  })
  return html`<section aria-label="Soak">${drawn}</section>`
}

const isOf = (one: ReportItem, other: ReportItem): boolean => one.app === other.app && one.role === other.role

const spanOf = ({ from, to }: { readonly from: string; readonly to: string }): Interval => ({
  from: new Date(from),
  to: new Date(to),
})

function rights({ items }: Report): Markup | '' {
  const parts = items.filter((item) => item.rights !== undefined)
  // Each role once, as it was looked at first.
  const ofRoles = parts.filter(({ role }, at) => parts.findIndex((other) => other.role === role) === at)
  if (ofRoles.length === 0) return ''
  const tables = ofRoles.map(({ app, role = 'the role', rights: held = [] }, at) => {
    const id = at === 0 ? html` id="rights"` : ''
    return html`<h2${id}>What ${role} may do${app === undefined ? '' : ` on ${app}`}</h2>
${rightsTable(held)}`
  })
  return html`<section aria-labelledby="rights">${tables}</section>`
}

function foot({ commit, journal, exitStatus, version }: Report): Markup {
  return html`<footer class="soft"><p>Exit status ${exitStatus}; commit ${commit}; report of version ${version}.${journal ? ` ${journalLine(journal)}` : ''}</p></footer>`
}
