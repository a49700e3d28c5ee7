import { suites } from '../runner/suites.ts'

/** What the suites run on: a base of the rehearsal, a Postgres, a Node. */
export interface Row {
  /** Names the row on the command line and in `reports/compatibility/`. */
  readonly id: string
  readonly base: 'embedded' | 'system' | 'container'
  /** The major version asked for; without it, what the base has. */
  readonly major?: number
  /** The version of the npm package that brings this Node; without it, the Node that runs this. */
  readonly node?: string
}

export const rows: readonly Row[] = [
  { id: 'embedded-15', base: 'embedded', major: 15 },
  { id: 'embedded-16', base: 'embedded', major: 16 },
  { id: 'embedded-17', base: 'embedded' },
  { id: 'embedded-18', base: 'embedded', major: 18 },
  { id: 'system', base: 'system' },
  { id: 'container', base: 'container' },
  { id: 'node-22', base: 'embedded', major: 17, node: '22.23.3' },
  { id: 'node-20', base: 'system', node: '20.20.2' },
]

/** `test` is the harness's own tests and every spec; the other two together are the specs alone. */
export const commands = ['test', 'rehearse', 'failure-modes'] as const
export type RowCommand = (typeof commands)[number]

/** The columns of the table, and which items of a report belong to each: by the beginning of their ids. */
export const columns: Readonly<Record<string, RegExp>> = {
  "harness's own tests": /^(harness|fixtures)\b/,
  ...Object.fromEntries(suites.map(({ name }) => [name, new RegExp(`^${name}/`)])),
}

/** The command line that runs a command on this row, and its environment besides the present one. */
export function commandOf(
  row: Row,
  command: RowCommand,
  report: string,
): { command: string[]; env: Record<string, string> } {
  const node =
    row.node === undefined
      ? [process.execPath]
      : ['npx', '-y', '-p', `node-${process.platform}-${process.arch}@${row.node}`, '--', 'node']
  return {
    command: [
      ...node,
      'harness/typescript/run.mjs',
      'harness/cli/main.ts',
      command,
      '--postgres',
      row.base,
      '--json',
      report,
    ],
    env: row.major === undefined ? {} : { RUNBOOK_POSTGRES_MAJOR: String(row.major) },
  }
}
