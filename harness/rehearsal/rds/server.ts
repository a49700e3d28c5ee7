import { ConfigurationError } from '../configuration-error.ts'
import { setting } from './setting.ts'

/** A stock Postgres of the rehearsal, on a port of the loopback interface. */
export interface PostgresServer {
  readonly host: '127.0.0.1'
  /** Postgres itself, around the guard. It takes TLS and plain connections. */
  readonly port: number
  /** As the server writes it: '17.10'. */
  readonly version: string
  readonly superuser: { readonly user: string; readonly password: string }
  /** The server's own log so far, statements included when logging is on. */
  readonly logFile: string
  stop(): Promise<void>
}

/** Where the server comes from: the npm package's binaries, the machine's own, or a container. */
export type PostgresBase = 'embedded' | 'system' | 'container'

export interface ServerOptions {
  /** Names the server's files in the run folder: one server a name. */
  readonly name: string
  readonly runFolder: string
  /** The major version wanted; without it, what the base has. */
  readonly major?: number
  /** Whether every statement goes to the log (`log_statement = all`). */
  readonly logStatements?: boolean
}

/** Only the base in use is loaded. */
const bases: Record<PostgresBase, (options: ServerOptions) => Promise<PostgresServer>> = {
  embedded: async (options) => (await import('./embedded.ts')).startEmbedded(options),
  system: async (options) => (await import('./system.ts')).startSystem(options),
  container: async (options) => (await import('./container.ts')).startContainer(options),
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
  const value = setting('RUNBOOK_POSTGRES_MAJOR')
  if (value === undefined) return undefined
  if (/^\d+$/.test(value)) return Number(value)
  throw new ConfigurationError(
    `RUNBOOK_POSTGRES_MAJOR is '${value}': expected a major version of Postgres, like 17.`,
  )
}
