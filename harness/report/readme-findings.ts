import type { ReportItem } from './report.ts'

const begin = '<!-- findings: written by `pnpm readme`, from the results of `pnpm test:failure-modes` -->'
const end = '<!-- end of findings -->'

/**
 * Returns the README with its section on what running the runbook found, from the items of a run of the failure modes
 * and findings: a row a finding, its first item (what happens) against the source's words, and its last (what this
 * project does). A row is only as good as its items: where one did not pass, the row says so.
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
  const all = items.flatMap(({ source }) => source?.match(findingIds) ?? [])
  return [...new Set(all)].toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
}

function row(id: string, items: readonly ReportItem[]): string {
  const own = items.filter(({ title }) => title.startsWith(`${id}.`))
  const about = own.length > 0 ? own : items.filter(({ source }) => source?.match(findingIds)?.includes(id))
  const happens = about[0]
  const instead = about.find(({ title }) => /This project|Fix:/.test(title)) ?? about.at(-1)
  const held = about.every(({ outcome }) => outcome === 'passed')
  const cells = [
    held ? id : `${id} (not shown)`,
    happens?.why?.replaceAll('<', '&lt;'),
    bare(happens?.title),
    bare(instead?.title),
  ]
  return `| ${cells.map((cell) => (cell ?? '').replaceAll('|', '\\|')).join(' | ')} |`
}

/** A title without its number and heading. */
function bare(title = ''): string {
  return title.replace(/^F\d+\. /, '').replace(/^[^.:]+\. (Symptom|Fix): /, '')
}
