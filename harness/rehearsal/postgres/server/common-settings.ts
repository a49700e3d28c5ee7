import type { ServerOptions } from './postgres-server.ts'

/** Nothing of a rehearsal outlives it, so nothing is made durable. */
const settings = {
  // Room above the 120 connections of Heroku's standard-0.
  max_connections: 150,
  password_encryption: 'scram-sha-256',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  autovacuum: 'off',
  jit: 'off',
  log_line_prefix: '%m [%p] %q%u@%d ',
}

/**
 * The settings of a server on any base. Without statement logging no statement reaches a log that the server writes by
 * itself, not even a failing one: statements hold passwords.
 */
export function commonSettings(options: ServerOptions): Readonly<Record<string, string | number>> {
  return {
    ...settings,
    ...(options.logStatements ? { log_statement: 'all' } : { log_min_error_statement: 'panic' }),
    ...options.settings,
  }
}
