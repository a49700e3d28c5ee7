import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import pc from 'picocolors'
import type { Markup } from '../html-page.ts'
import type { Report } from '../report.ts'
import { type Line, laidOut, rowsOf } from '../sinks/layout.ts'
import { itemLines, type Said, summaryLines } from '../sinks/terminal.ts'
import { commandOf } from '../what-next.ts'
import { headline } from '../words.ts'

/** The terminal that is drawn: how wide it is in columns, and a column and a row in pixels. */
const columns = 110
const column = 7.85
const row = 18
const margin = 14

const fills: Readonly<Record<string, string>> = {
  31: '#ff8983',
  32: '#56d364',
  33: '#e3b341',
  36: '#79b8ff',
}
const ink = '#e6edf3'
const soft = '#9da7b3'

/** Returns what a terminal shows of a run, as a picture in SVG that asks for nothing from anywhere. */
export function picture(report: Report, reportFile: string): string {
  const colours = pc.createColors(true)
  const said: Said = new Map()
  const lines: Line[] = [
    { indent: 0, text: `$ ${commandOf(report)}` },
    ...report.items.flatMap((item) => itemLines(item, said, colours)),
    ...summaryLines(report, reportFile, colours),
  ]
  const rows = lines.flatMap((line) => rowsOf(laidOut(line, columns), columns))
  const [width, height] = [Math.ceil(columns * column) + 2 * margin, rows.length * row + 2 * margin]
  const svg = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${headline(report)}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">
<rect width="${width}" height="${height}" rx="6" fill="#0d1117"/>
${rows.map(
  (
    text,
    at,
  ) => html`<text x="${margin}" y="${margin + (at + 0.75) * row}" fill="${ink}" xml:space="preserve">${spans(text)}</text>
`,
)}</svg>
`
  return (svg as HtmlEscapedString).toString()
}

/** The parts of a row, each in the colour it has on a terminal (ECMA-48, 8.3.117 SGR). */
function spans(text: string): Markup[] {
  let fill = ink
  let weight = 'normal'
  const [first = '', ...others] = text.split('\u001b[')
  return [
    html`${first}`,
    ...others.map((part) => {
      const code = part.slice(0, part.indexOf('m'))
      if (code === '1') weight = 'bold'
      else if (code === '22') [fill, weight] = [ink, 'normal']
      else fill = code === '2' ? soft : (fills[code] ?? ink)
      const shown = part.slice(code.length + 1)
      if (shown === '') return html``
      return html`<tspan fill="${fill}"${weight === 'bold' ? html` font-weight="bold"` : ''}>${shown}</tspan>`
    }),
  ]
}
