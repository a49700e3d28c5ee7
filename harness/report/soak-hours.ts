import { html } from 'hono/html'
import { hoursOf, type Interval, within } from '../evidence/intervals.ts'
import type { Markup } from './html-page.ts'

/** A soak by its hours. Times are Heroku's. */
export interface SoakHours {
  readonly since: Date
  /** When it was looked at. */
  readonly now: Date
  readonly hours: number
  readonly covered: readonly Interval[]
  readonly missing: readonly (Interval & { readonly what: string })[]
  /** When a checkpoint was made. */
  readonly checkpoints: readonly Date[]
}

/** The drawing's own units: its width is that of the page. */
const width = 720
const height = 60

/** Returns the hours of a soak as a bar: what was seen, the holes in it, and the checkpoints. The same in words beneath. */
export function soakHours(soak: SoakHours): Markup {
  const { since, now, hours, missing, covered, checkpoints } = soak
  const wanted = { from: since, to: new Date(since.getTime() + hours * 3_600_000) }
  const shown = { from: since, to: now > wanted.to ? now : wanted.to }
  const at = (time: Date): number =>
    Math.round((width * (time.getTime() - since.getTime())) / (shown.to.getTime() - since.getTime()))
  const part = (name: string, { from, to }: Interval): Markup =>
    html`<rect class="${name}" x="${at(from)}" y="10" width="${Math.max(at(to) - at(from), 1)}" height="24"/>`
  const said = `${hoursOf(covered).toFixed(1)} of ${hours} h were seen, with ${missing.length} hole(s); ${checkpoints.length} checkpoint(s)`
  return html`<svg class="soak" viewBox="0 0 ${width} ${height}" role="img" aria-label="${said}">
${part('still', shown)}${within(covered, shown).map((span) => part('seen', span))}${missing.map((span) => part('hole', span))}
${checkpoints.map((made) => html`<path class="mark" d="M${at(made)} 4v36"/>`)}
<path class="mark" d="M${at(wanted.to)} 4v36" stroke-dasharray="4 3"/>
<text x="0" y="56">0 h</text><text x="${at(wanted.to)}" y="56" text-anchor="end">${hours} h</text>
</svg>
<p>${said}.</p>
${missing.length === 0 ? '' : html`<h3>What does not count</h3><ul>${missing.map((gap) => html`<li>${momentOf(gap.from)} to ${momentOf(gap.to)}, ${hoursOf([gap]).toFixed(1)} h: ${gap.what}</li>`)}</ul>`}`
}

/** `2026-05-10 09:00 UTC`. */
export const momentOf = (at: Date): string => `${at.toISOString().replace('T', ' ').slice(0, 16)} UTC`
