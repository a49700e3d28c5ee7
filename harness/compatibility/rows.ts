import { execa } from 'execa'

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
  { id: 'embedded-17', base: 'embedded', major: 17 },
  { id: 'embedded-18', base: 'embedded', major: 18 },
  { id: 'system', base: 'system' },
  { id: 'container', base: 'container' },
  { id: 'node-22', base: 'embedded', major: 17, node: '22.23.3' },
  { id: 'node-24', base: 'embedded', major: 17, node: '24.21.0' },
]

export const suites = ['preconditions', 'provision', 'verify', 'recovery', 'failure-modes'] as const
export type Suite = (typeof suites)[number]

/** The command that runs a suite on this row, and its environment besides the present one. */
export function commandOf(
  row: Row,
  suite: Suite,
  report: string,
): { command: string[]; env: Record<string, string> } {
  const node =
    row.node === undefined
      ? [process.execPath]
      : ['npx', '-y', '-p', `node-${process.platform}-${process.arch}@${row.node}`, '--', 'node']
  const options = ['--env', 'rehearsal', '--postgres', row.base, '--json', report]
  return {
    command: [...node, '--import', 'tsx', 'harness/cli/main.ts', suite, ...options],
    env: row.major === undefined ? {} : { RUNBOOK_POSTGRES_MAJOR: String(row.major) },
  }
}

/** The version of the row's Postgres as far as it can be told without a rehearsal: '15', or '15.20', or `?`. */
export async function postgresOf(row: Row): Promise<string> {
  if (row.major !== undefined) return String(row.major)
  const image = process.env['RUNBOOK_POSTGRES_IMAGE'] ?? 'postgres:17-alpine'
  const bin = process.env['RUNBOOK_POSTGRES_BIN'] ?? '/usr/lib/postgresql/*/bin'
  const { stdout } =
    row.base === 'container'
      ? await execa('docker', ['run', '--rm', '--entrypoint', 'postgres', image, '--version'], {
          reject: false,
        })
      : await execa('sh', ['-c', `for bin in ${bin}; do :; done; "$bin/postgres" --version`], {
          reject: false,
        })
  return /\d+\.\d+/.exec(stdout)?.[0] ?? '?'
}
