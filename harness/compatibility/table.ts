import { holds } from '../report/report.ts'
import { columns, type Row, rows } from './rows.ts'
import type { RowResult } from './run-row.ts'

const columnNames = Object.keys(columns)

/** The file `docs/compatibility.md`, from what every row came to, where it was run. */
export function compatibilityTable(resultOf: (row: Row) => RowResult | undefined): string {
  const notes: string[] = []
  const note = (text: string): string => {
    const at = notes.indexOf(text)
    return `[${at < 0 ? notes.push(text) : at + 1}]`
  }
  const lines = rows.map((row) => {
    const result = resultOf(row)
    const seen = result && seenOn(result)
    const place = [row.base, seen?.postgres ?? row.major ?? '?', seen?.node ?? row.node ?? '?']
    return `| ${[...place, ...columnNames.map((column) => cell(result, column, note))].join(' | ')} |`
  })
  const all = rows.map(resultOf).filter((result) => result !== undefined)
  const commits = [...new Set(all.map(({ commit }) => commit.slice(0, 7)))].filter((commit) => commit !== '')
  const days = all.map(({ on }) => on.slice(0, 10)).toSorted()
  const head = ['Base', 'Postgres', 'Node', ...columnNames]
  return `# Compatibility

Written by \`pnpm compatibility\`, which runs \`pnpm test\`, or the specs alone, on each row and counts the steps and checks of
its report. Versions are what the run itself read. What a machine cannot run is not run, with the reason; it is never
called passed. A check that is not required and was not carried out is named under the table.

| ${head.join(' | ')} |
|${head.map(() => '---').join('|')}|
${lines.join('\n')}

${notes.map((text, index) => `[${index + 1}] ${text}`).join('\\\n')}${notes.length > 0 ? '\n\n' : ''}Run on ${process.platform} ${process.arch}, ${[...new Set([days[0], days.at(-1)])].join(' to ')}, at ${commits.join(', ')}.
`
}

/** Judged as a report is: what could not be seen, and what is required and was not carried out, is no pass. */
function cell(result: RowResult | undefined, column: string, note: (text: string) => string): string {
  const items = result?.items.filter(({ id }) => columns[column]?.test(id)) ?? []
  if (items.length === 0) return `not run ${note(result?.refusal ?? 'not asked for')}`
  const passed = items.filter(({ outcome }) => outcome === 'passed').length
  const count = passed === items.length ? String(passed) : `${passed} of ${items.length}`
  const wrong = items.filter(({ outcome }) => outcome !== 'passed')
  const bad = wrong.find((item) => !holds(item))
  if (bad) return `**failed**, ${count} ${note(`${bad.outcome}: ${bad.title}`)}`
  return [`passed, ${count}`, ...wrong.map(({ outcome, title }) => note(`${outcome}: ${title}`))].join(' ')
}

/** The versions that the run read, by name: of the server, and of the Node that the Heroku CLI ran on. */
function seenOn({ items }: RowResult): { postgres: string | undefined; node: string | undefined } {
  const first = (name: string): string | undefined => items.flatMap(({ facts }) => facts[name] ?? []).at(0)
  return { postgres: first('postgres'), node: first('node') }
}
