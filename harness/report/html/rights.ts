import { html } from 'hono/html'
import { privilegesThereAre } from '../../config/policy.ts'
import type { ReportItem } from '../report.ts'

type Markup = ReturnType<typeof html>
type Rights = NonNullable<ReportItem['rights']>[number]

/** Those of tables, and the one of a sequence that no table has. */
const verbs = [...privilegesThereAre.table, 'USAGE']
/** Rows that are laid out together: the browser leaves out those that are not on the screen. */
const rowsTogether = 250
/** The height of a row, as the style has it. */
const rowRem = 1.5

/** The relations by verbs, with what differs marked in a sign and not by its colour alone. */
export function rightsTable(rights: readonly Rights[]): Markup {
  const rows = rights
    .flatMap(({ relations, ...held }) => relations.map((relation) => ({ relation, ...held })))
    .toSorted((a, b) => (a.relation < b.relation ? -1 : 1))
  const parts = Array.from({ length: Math.ceil(rows.length / rowsTogether) }, (_, at) =>
    rows.slice(at * rowsTogether, (at + 1) * rowsTogether),
  )
  return html`<p>✓ may, as the policy says · − the policy gives it and the role lacks it · + the role may and the policy does not give it · ≠ Postgres does otherwise than its catalogue says · blank: may not, as it should be. In the last column: whether it was tried as the role.</p>
<p class="filter"><label>Relation <input id="relation" type="search"></label> <label><input id="differing" type="checkbox"> only what differs</label> <span id="shown" role="status"></span></p>
<div class="rights" role="region" aria-label="Relations and verbs" tabindex="0">${parts.map(partOf)}</div>`
}

type Row = Omit<Rights, 'relations'> & { readonly relation: string }

const head = html`<thead><tr><th scope="col">relation</th>${verbs.map((verb) => html`<th scope="col">${verb}</th>`)}<th scope="col">tried</th></tr></thead>`

const partOf = (rows: readonly Row[]): Markup =>
  html`<section style="contain-intrinsic-size:auto ${(rows.length + 1) * rowRem}rem"><table>${head}<tbody>${rows.map(rowOf)}</tbody></table></section>
`

function rowOf(row: Row): Markup {
  const cells = verbs.map((verb) => signOf(verb, row))
  const differs = cells.some((sign) => ['−', '+', '≠'].includes(sign))
  return html`<tr${differs ? html` class="failed"` : ''}><th scope="row">${row.relation}</th>${cells.map((sign) => html`<td>${sign}</td>`)}<td>${row.tried ? 'yes' : 'no'}</td></tr>`
}

function signOf(verb: string, { expected, catalogue, otherwise }: Row): string {
  if (otherwise.includes(verb)) return '≠'
  const may = catalogue.includes(verb)
  if (expected.includes(verb) !== may) return may ? '+' : '−'
  return may ? '✓' : ''
}
