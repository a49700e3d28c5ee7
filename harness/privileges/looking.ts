import type { ClientBase, QueryConfig, QueryResult, QueryResultRow } from 'pg'
import { CouldNotLook } from '../evidence/could-not-look.ts'

/** The server answers each statement within statement_timeout, 30 s; one that says nothing for longer is not there. */
export const answerTimeoutMs = 35_000

// Appendix A, PostgreSQL Error Codes: class 08 connection, 53 resources, 55P03 a lock, 57014 a time-out, 57P0x the server
// going away; and what the socket says.
const trouble = /^(08...|53...|55P03|57014|57P0.|ECONN.*|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EPIPE)$/
const lost = /^(08...|57P0.|ECONN.*|ETIMEDOUT|EPIPE)$/
const closed = /timeout expired|read timeout|Connection terminated|not queryable|server does not support SSL/i

/** Whether the server did not get to answer: it was locked out, gone or silent. Nothing is known of what was asked. */
export function isTrouble(error: unknown): boolean {
  return error instanceof Error && (trouble.test(codeOf(error)) || closed.test(error.message))
}

/** Whether the session is gone with it. */
export function isLost(error: unknown): boolean {
  return error instanceof Error && (lost.test(codeOf(error)) || closed.test(error.message))
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : ''
}

/** Runs work that only reads. @throws CouldNotLook where the server did not get to answer. */
export async function looking<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isTrouble(error))
      throw new CouldNotLook(`${what} could not be read: ${wordsOf(error)}`, { cause: error })
    throw error
  }
}

/** `55P03: canceling statement due to lock timeout`, or the message alone where there is no code. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error ? `${String(error.code)}: ${error.message}` : error.message
}

/**
 * Runs one statement, and gives the session up where it is not answered in time: a server that is frozen holds the
 * connection, and no time-out of its own ever fires. One with a name is planned once in the session.
 */
export async function queryWithin<Row extends QueryResultRow>(
  client: ClientBase,
  text: string,
  {
    values,
    name,
    timeoutMs = answerTimeoutMs,
  }: { values?: unknown[]; name?: string; timeoutMs?: number } = {},
): Promise<QueryResult<Row>> {
  // query_timeout is pg's, for each query (lib/client.js); its types know it for a client only.
  const config: QueryConfig & { query_timeout: number } = {
    text,
    query_timeout: timeoutMs,
    ...(values && { values }),
    ...(name !== undefined && { name }),
  }
  try {
    return await client.query<Row>(config)
  } catch (error) {
    if (error instanceof Error && /read timeout/i.test(error.message) && 'end' in client) {
      // With a query under way it destroys the socket and waits for nobody.
      void (client as ClientBase & { end(): Promise<void> }).end().catch(() => undefined)
    }
    throw error
  }
}
