import type { Cell } from './cell.ts'
import { type Row, rows, type Suite, suites } from './rows.ts'

/** The file `docs/compatibility.md`, from what every suite came to on every row, where it was run. */
export function compatibilityTable(cellOf: (row: Row, suite: Suite) => Cell | undefined): string {
  const notes: string[] = []
  const note = (text: string): string => {
    const at = notes.indexOf(text)
    return `[${at < 0 ? notes.push(text) : at + 1}]`
  }
  const shown = (cell: Cell | undefined): string => {
    if (!cell) return `not run ${note('not asked for on this machine')}`
    if (cell.outcome === 'not-run') return `not run ${note(cell.reason ?? 'unknown')}`
    const count = cell.passed === cell.total ? String(cell.total) : `${cell.passed} of ${cell.total}`
    return cell.outcome === 'passed'
      ? `passed, ${count}${cell.reason === undefined ? '' : ` ${note(cell.reason)}`}`
      : `**failed**, ${count} ${note(cell.reason ?? 'unknown')}`
  }
  const lines = rows.map((row) => {
    const cells = suites.map((suite) => cellOf(row, suite))
    const ran = cells.find((cell) => cell !== undefined)
    const place = [row.base, ran?.postgres ?? String(row.major ?? '?'), ran?.node ?? row.node ?? '?']
    return `| ${[...place, ...cells.map(shown)].join(' | ')} |`
  })
  const all = rows
    .flatMap((row) => suites.map((suite) => cellOf(row, suite)))
    .filter((cell) => cell !== undefined)
  const commits = [...new Set(all.map(({ commit }) => commit.slice(0, 7)))].filter((commit) => commit !== '')
  const days = all.map(({ on }) => on.slice(0, 10)).toSorted()
  const head = ['Base', 'Postgres', 'Node', ...suites]
  return `# Compatibility

Written by \`pnpm compatibility\`, which runs the suites in rehearsal and counts their steps and checks. What a machine
cannot run is not run, with the reason; it is never called passed.

| ${head.join(' | ')} |
|${head.map(() => '---').join('|')}|
${lines.join('\n')}

${notes.map((text, index) => `[${index + 1}] ${text}`).join('\\\n')}${notes.length > 0 ? '\n\n' : ''}Run on ${process.platform} ${process.arch}, ${[...new Set([days[0], days.at(-1)])].join(' to ')}, at ${commits.join(', ')}.
`
}
