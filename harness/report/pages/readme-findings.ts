import type { ReportItem } from '../report.ts'

const begin = '<!-- findings: written by `pnpm readme`, from the results of `pnpm test:failure-modes` -->'
const end = '<!-- end of findings -->'

/**
 * Returns the README with its section on what running the runbook found, from the items of a run of the failure modes
 * and findings: a row a finding, the item that shows what happens against the source's words, and the one that shows what
 * this project does instead. A row is only as good as its items: where one did not pass, the row says so.
 * @throws Error where the README has no place for it.
 */
export function withFindings(readme: string, items: readonly ReportItem[]): string {
  const from = readme.indexOf(begin)
  const to = readme.indexOf(end)
  if (from === -1 || to === -1) throw new Error(`README.md has no \`${begin}\` and \`${end}\``)
  const table = [
    '| | the source | what happens | this project |',
    '|---|---|---|---|',
    ...ids(items).map((id) => row(id, items)),
  ]
  return `${readme.slice(0, from)}${begin}\n\n${table.join('\n')}\n\n${readme.slice(to)}`
}

const findingIds = /\bF\d+\b/g

function ids(items: readonly ReportItem[]): string[] {
  const all = items.flatMap(({ finding }) => finding ?? [])
  return [...new Set(all)].toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
}

function row(id: string, items: readonly ReportItem[]): string {
  const own = items.filter(({ finding }) => finding === id)
  const about = items.filter(({ source }) => source?.match(findingIds)?.includes(id))
  const happens = own.find(({ claim }) => claim !== undefined)
  const instead = own.find((item) => item.instead)
  const held = [...own, ...about].every(({ outcome }) => outcome === 'passed')
  const cells = [
    held ? id : `${id} (not shown)`,
    happens?.claim?.replaceAll('<', '&lt;'),
    bare(happens?.title),
    bare(instead?.title),
  ]
  return `| ${cells.map((cell) => (cell ?? '').replaceAll('|', '\\|')).join(' | ')} |`
}

/** A title without its number and heading. */
function bare(title = ''): string {
  return title.replace(/^F\d+\. /, '').replace(/^[^.:]+\. (Symptom|Fix): /, '')
}
