import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '../../configuration-error.ts'
import { environmentVariable } from '../environment-variable.ts'
import type { PostgresServer, ServerOptions } from '../postgres-server.ts'
import { installedBinaries } from './binaries.ts'
import { startLocalServer } from './local-server.ts'

/** Where Debian keeps each major version, in a folder of its number (postgresql-common, `pg_lsclusters`). */
const debianRoot = '/usr/lib/postgresql'
const how = 'Set RUNBOOK_POSTGRES_BIN to the folder of initdb and postgres, or use --postgres embedded.'

/**
 * Starts a server from the machine's own Postgres: the folder in `RUNBOOK_POSTGRES_BIN`, or Debian's
 * /usr/lib/postgresql/<major>/bin, the newest where no major version is asked for. Throws a ConfigurationError where
 * there is none, or one of another major version.
 */
export async function startSystem(options: ServerOptions): Promise<PostgresServer> {
  const bin = namedBin() ?? debianBin(options.major)
  const binaries = await installedBinaries(bin)
  if (options.major !== undefined && binaries.major !== options.major) {
    throw new ConfigurationError(
      `Postgres ${options.major} was asked for, and ${bin} holds ${binaries.version}: point RUNBOOK_POSTGRES_BIN at ` +
        `the folder of a Postgres ${options.major}, or use --postgres embedded.`,
    )
  }
  return startLocalServer(binaries, options)
}

/** The folder somebody named, which has to hold what it is named for. */
function namedBin(): string | undefined {
  const bin = environmentVariable('RUNBOOK_POSTGRES_BIN')
  if (bin === undefined) return undefined
  const missing = ['initdb', 'postgres'].filter((name) => !existsSync(join(bin, name)))
  if (missing.length === 0) return bin
  throw new ConfigurationError(
    `RUNBOOK_POSTGRES_BIN is '${bin}', and there is no ${missing.join(', no ')} in it. ${how}`,
  )
}

function debianBin(major: number | undefined): string {
  const found = existsSync(debianRoot)
    ? readdirSync(debianRoot)
        .map(Number)
        .filter((version) => existsSync(join(debianRoot, String(version), 'bin', 'initdb')))
        .toSorted((a, b) => b - a)
    : []
  const wanted = major === undefined ? found[0] : found.find((version) => version === major)
  if (wanted !== undefined) return join(debianRoot, String(wanted), 'bin')
  throw new ConfigurationError(
    `This machine has no Postgres${major === undefined ? '' : ` ${major}`} of its own: ${debianRoot} holds ${found.join(', ') || 'none'}. ${how}`,
  )
}
