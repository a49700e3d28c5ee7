import { html } from 'hono/html'
import { hoursOf, type Interval, within } from '../evidence/intervals.ts'
import { type Markup, storyOfApp, wholePage } from '../report/html-page.ts'
import { aboutOf, type Names, nowLines, outcomeWords } from './page.ts'
import type { Soak } from './soak.ts'

/** The drawing's own units: its width is that of the page. */
const width = 720
const height = 60

/**
 * Returns the soak as one page of HTML that asks for nothing from anywhere: what to do now, its hours with the holes in them, its
 * checkpoints, and what was done to the app. Times are Heroku's.
 * @param story of the app's journal, in lines.
 */
export function soakHtml(subject: Names, soak: Soak, now: Date, story: readonly string[]): string {
  const { outcome, why, reasons } = soak
  const title = `The soak of ${subject.app} (${aboutOf(subject)}): ${outcomeWords[outcome]}`
  return wholePage(
    title,
    html`<header>
<h1><span class="${outcome === 'clean' ? 'passed' : outcome === 'failed' ? 'failed' : 'inconclusive'}">${title}</span></h1>
<p>${soak.since === undefined ? '' : `Since ${momentOf(soak.since)}: `}${why}</p>
${reasons.length === 0 ? '' : html`<h2>What keeps it from being clean</h2><ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`}
<h2>What to do next</h2>
${nowLines(subject, soak, now).map((line) => html`<p>${line}</p>`)}
</header>
<main>
${soak.since === undefined ? '' : hours(soak, soak.since, now)}
${checkpoints(soak)}
${storyOfApp(story)}
</main>`,
  )
}

/** Its hours as a bar: what was seen, the holes in it, and the checkpoints. The same in words beneath. */
function hours(soak: Soak, since: Date, now: Date): Markup {
  const { missing, covered, coveredHours, checkpoints: made } = soak
  const wanted = { from: since, to: new Date(since.getTime() + soak.hours * 3_600_000) }
  const shown = { from: since, to: now > wanted.to ? now : wanted.to }
  const at = (time: Date): number =>
    Math.round((width * (time.getTime() - since.getTime())) / (shown.to.getTime() - since.getTime()))
  const part = (name: string, { from, to }: Interval): Markup =>
    html`<rect class="${name}" x="${at(from)}" y="10" width="${Math.max(at(to) - at(from), 1)}" height="24"/>`
  const said = `${coveredHours.toFixed(1)} of ${soak.hours} h were seen, with ${missing.length} hole(s); ${made.length} checkpoint(s)`
  return html`<section aria-labelledby="hours"><h2 id="hours">Its hours</h2>
<svg class="soak" viewBox="0 0 ${width} ${height}" role="img" aria-label="${said}">
${part('still', shown)}${within(covered, shown).map((span) => part('seen', span))}${missing.map((span) => part('hole', span))}
${made.map(({ herokuAt }) => html`<path class="mark" d="M${at(new Date(herokuAt))} 4v36"/>`)}
<path class="mark" d="M${at(wanted.to)} 4v36" stroke-dasharray="4 3"/>
<text x="0" y="56">0 h</text><text x="${Math.min(at(wanted.to), width - 40)}" y="56">${soak.hours} h</text>
</svg>
<p>${said}.</p>
${missing.length === 0 ? '' : html`<h3>What does not count</h3><ul>${missing.map((gap) => html`<li>${momentOf(gap.from)} to ${momentOf(gap.to)}, ${hoursOf([gap]).toFixed(1)} h: ${gap.what}</li>`)}</ul>`}</section>`
}

function checkpoints({ checkpoints: made }: Soak): Markup {
  if (made.length === 0) return html`<section><h2>Checkpoints</h2><p>None yet.</p></section>`
  return html`<section aria-labelledby="checkpoints"><h2 id="checkpoints">Checkpoints</h2>
${made.map(
  ({ herokuAt, outcome, parts, log, proof, requests, n, amiss }) =>
    html`<details${outcome === 'passed' ? '' : html` open`}><summary><span class="${outcome}">${outcome}</span> ${momentOf(new Date(herokuAt))}</summary>
<ul><li>work ${parts.work}, nobody else ${parts.others}, nothing refused ${parts.refused}, still so ${parts.state}</li>
<li>log ${log ? `${log.from} to ${log.to}` : 'not read'}; a denial that was asked for ${proof}; ${requests} request(s); line ${n} of the journal</li>
${amiss.map(({ id, outcome: ended, said }) => html`<li>${ended}: ${id}: ${said}</li>`)}</ul></details>
`,
)}</section>`
}

const momentOf = (at: Date): string => `${at.toISOString().replace('T', ' ').slice(0, 16)} UTC`
