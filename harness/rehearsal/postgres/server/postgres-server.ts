import type { LogMessage } from '../log/log-message.ts'

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
  /** The name of its superuser; `postgres` where none is asked for. */
  readonly superuser?: string
  /** Settings besides those every server of a rehearsal has. */
  readonly settings?: Readonly<Record<string, string | number>>
  /** Told of each message the server writes; without it the server writes its log by itself. */
  readonly onLogMessage?: (message: LogMessage) => void
  /** Whether every statement goes to the log (`log_statement = all`). */
  readonly logStatements?: boolean
}
