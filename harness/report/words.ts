import { stripVTControlCharacters } from 'node:util'
import type { JournalHead, Report, ReportItem, RunOutcome } from './report.ts'

/** What is said of an outcome in front of a title; of a pass nothing. */
export const outcomeWord: Record<ReportItem['outcome'], string> = {
  passed: '',
  failed: 'FAILED',
  inconclusive: 'INCONCLUSIVE',
  'not-run': 'NOT RUN',
  'needs-live': 'NEEDS A LIVE APP',
}

export const verdictWord: Record<RunOutcome, string> = {
  passed: 'PASSED',
  failed: 'FAILED',
  inconclusive: 'INCONCLUSIVE',
  refused: 'REFUSED',
}

/** What is asserted; where it was found not to be so, what is wrong instead. An error on the way says nothing of either. */
export const headOf = ({ outcome, title, symptom, findings }: ReportItem): string =>
  outcome === 'failed' && findings.length > 0 ? (symptom ?? title) : title

/** In one line what came of an item that did not pass: what was found, else its reason. */
export const briefly = ({ findings, reason = '' }: ReportItem): string =>
  findings.map(({ code, object }) => `${code}: ${object}`).join(', ') || (reason.split('\n')[0] ?? '')

/** Where an item was looked at, where a run is about more than one: ` on an-app`, ` on an-app as a_role`, or nothing. */
export const placeOf = ({ app, role }: ReportItem): string =>
  `${app === undefined ? '' : ` on ${app}`}${role === undefined ? '' : ` as ${role}`}`

/** `3 passed, 1 failed, 0 inconclusive, 2 not run`. */
export function counted(items: readonly ReportItem[]): string {
  const count = (...wanted: readonly ReportItem['outcome'][]): number =>
    items.filter(({ outcome }) => wanted.includes(outcome)).length
  return `${count('passed')} passed, ${count('failed')} failed, ${count('inconclusive')} inconclusive, ${count('not-run', 'needs-live')} not run`
}

/** `420 ms`, `3.1 s`, `2 min 5 s`. */
export function duration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`
  if (durationMs < 120_000) return `${(durationMs / 1000).toFixed(1)} s`
  return `${Math.floor(durationMs / 60_000)} min ${Math.round((durationMs % 60_000) / 1000)} s`
}

/** `PASSED: verify on an-app (staging)`, or `(staging, a_role)` where it is about one of several roles. */
export function headline({ outcome, suite, app, env, role }: Report): string {
  return `${verdictWord[outcome]}: ${suite} on ${app} (${env}${role === undefined ? '' : `, ${role}`})`
}

/** `journal: journal/app.jsonl, 12 lines, head 3f2a…`: kept with the log of a job, it says what the file must still have. */
export function journalLine({ file, lines, head }: JournalHead): string {
  return `journal: ${file}, ${lines} lines, head ${head}`
}

/** Without colours, and without what XML 1.0 has no way to write (Extensible Markup Language, 2.2 Characters). */
export function withoutControls(text: string): string {
  const plain = stripVTControlCharacters(text)
  return plain.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
}

/** An estimate is said from here on: what is over before needs none. */
const soonMs = 2_000

/** What is said of an item while it is under way: `… 3 s of about 5 s: The app answers`. */
export function inProgress(title: string, sinceMs: number, expectedMs?: number): string {
  if (sinceMs < soonMs) return `… ${title}`
  const about =
    expectedMs !== undefined && expectedMs > sinceMs ? ` of about ${Math.ceil(expectedMs / 1000)} s` : ''
  return `… ${Math.floor(sinceMs / 1000)} s${about}: ${title}`
}

/** Text that moves no cursor and has no colour of its own, whoever wrote it. */
export const harmless = (text: string): string => withoutControls(text).replaceAll('\r', '')
