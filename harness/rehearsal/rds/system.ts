import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { usableBinaries } from './binaries.ts'
import { startCluster } from './cluster.ts'
import type { PostgresServer, ServerOptions } from './server.ts'

/**
 * Starts a server from the machine's own Postgres: the folder in `RUNBOOK_POSTGRES_BIN`, or Debian's
 * /usr/lib/postgresql/<major>/bin, the newest where no major version is asked for.
 */
export async function startSystem(options: ServerOptions): Promise<PostgresServer> {
  const bin = process.env['RUNBOOK_POSTGRES_BIN'] ?? debianBin(options.major)
  const binaries = await usableBinaries(dirname(bin), options.runFolder)
  if (options.major !== undefined && binaries.major !== options.major) {
    throw new Error(
      `Postgres ${options.major} was asked for, and ${bin} holds ${binaries.version}. Point RUNBOOK_POSTGRES_BIN at ` +
        `the bin folder of a Postgres ${options.major}.`,
    )
  }
  return startCluster(binaries, options)
}

function debianBin(major: number | undefined): string {
  const root = '/usr/lib/postgresql'
  const found = existsSync(root)
    ? readdirSync(root)
        .map(Number)
        .filter((version) => existsSync(join(root, String(version), 'bin', 'initdb')))
        .toSorted((a, b) => b - a)
    : []
  const wanted = major === undefined ? found[0] : found.find((version) => version === major)
  if (wanted === undefined) {
    throw new Error(
      `No Postgres${major === undefined ? '' : ` ${major}`} of this machine: ${root} holds ${found.join(', ') || 'none'}. ` +
        'Set RUNBOOK_POSTGRES_BIN to the folder of initdb and postgres, or use --postgres embedded.',
    )
  }
  return join(root, String(wanted), 'bin')
}
