import { html } from 'hono/html'
import { type Markup, storyOfApp, wholePage, withCode } from '../report/html-page.ts'
import { momentOf, soakHours } from '../report/soak-hours.ts'
import { sentence } from '../text/sentence.ts'
import { aboutOf, type Names, nowLines, outcomeWords } from './page.ts'
import type { Soak } from './soak.ts'

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
${nowLines(subject, soak, now).map((line) => html`<p>${withCode(sentence(line.replace('now: ', '')))}</p>`)}
</header>
<main>
${soak.since === undefined ? '' : hours(soak, soak.since, now)}
${checkpoints(soak)}
${storyOfApp(story)}
</main>`,
  )
}

function hours({ hours: wanted, missing, covered, checkpoints: made }: Soak, since: Date, now: Date): Markup {
  const at = made.map(({ herokuAt }) => new Date(herokuAt))
  return html`<section aria-labelledby="hours"><h2 id="hours">Its hours</h2>
${soakHours({ since, now, hours: wanted, covered, missing, checkpoints: at })}</section>`
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
