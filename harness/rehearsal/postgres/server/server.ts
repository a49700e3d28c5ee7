import { ConfigurationError } from '../configuration-error.ts'
import { environmentVariable } from './environment-variable.ts'
import type { PostgresBase, PostgresServer, ServerOptions } from './postgres-server.ts'

/** Only the base in use is loaded. */
const bases: Record<PostgresBase, (options: ServerOptions) => Promise<PostgresServer>> = {
  embedded: async (options) => (await import('./binaries/embedded.ts')).startEmbedded(options),
  system: async (options) => (await import('./binaries/system.ts')).startSystem(options),
  container: async (options) => (await import('./container/container.ts')).startContainer(options),
}

/**
 * Starts a Postgres on the wanted base and resolves once it takes connections. Where no major version is asked for,
 * `RUNBOOK_POSTGRES_MAJOR` asks. Throws a ConfigurationError where the base has no server of that major version, and an
 * Error with the server's last words where it does not start.
 */
export async function startServer(base: PostgresBase, options: ServerOptions): Promise<PostgresServer> {
  const major = options.major ?? wantedMajor()
  return bases[base]({ ...options, ...(major !== undefined && { major }) })
}

function wantedMajor(): number | undefined {
  const value = environmentVariable('RUNBOOK_POSTGRES_MAJOR')
  if (value === undefined) return undefined
  if (/^\d+$/.test(value)) return Number(value)
  throw new ConfigurationError(
    `RUNBOOK_POSTGRES_MAJOR is '${value}': expected a major version of Postgres, like 17.`,
  )
}
