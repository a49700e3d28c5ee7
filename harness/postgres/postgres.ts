import { Socket } from 'node:net'
import pg from 'pg'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import type { ConnectionUrl } from '../secrets/secret.ts'
import { applicationName, ourMark } from './our-name.ts'

const connectTimeoutMs = 10_000
const statementTimeoutMs = 30_000
/** Of a server that is frozen no time-out of its own ever fires. */
const answerTimeoutMs = 35_000
/** How long a server may take to close a session that says goodbye. */
const goodbyeMs = 2_000

// Class 08 and 57P0x: the server is not there or going away; 53300: too many connections (Appendix A, PostgreSQL Error Codes).
const serverIsAway = /^(08...|57P0.|53300|ECONN.*|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EPIPE)$/

/** Whether the error says that the server could not be reached, rather than that it answered no. */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return (
    serverIsAway.test(code) ||
    /timeout expired|read timeout|Connection terminated|server does not support SSL/i.test(error.message)
  )
}

/** How a session presents itself, where otherwise than usual. */
interface SessionSettings {
  /** Its application name: {@link applicationName}, and more. */
  readonly application?: string
  /** Settings of the session, as on the server's command line: `-c name=value`. */
  readonly options?: string
  /** How long the server may say nothing to a statement; 35 s by default, 5 s more than a statement may take. */
  readonly answerTimeoutMs?: number
}

/**
 * A session of Postgres that opens at the first statement and stays until {@link Postgres.close}. It is read-only
 * unless asked for {@link Postgres.writable}: a check cannot change anything, whatever its SQL says.
 */
export class Postgres {
  readonly #url: () => Promise<ConnectionUrl>
  readonly #settings: SessionSettings
  #client: Promise<pg.Client> | undefined

  /** @param url where to connect, asked at the first use; may reject with {@link CouldNotLook}. */
  constructor(url: () => Promise<ConnectionUrl>, settings: SessionSettings = {}) {
    this.#url = url
    this.#settings = settings
  }

  /**
   * Runs one statement and returns its rows.
   * @throws CouldNotLook where the server cannot be reached; pg.DatabaseError where it answers with an error.
   */
  async rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = await this.client()
    try {
      return (await reaching(() => client.query<Row>(sql, values))).rows
    } catch (error) {
      if (error instanceof CouldNotLook) {
        // What is asked in the same session would wait behind what is not answered.
        this.#client = undefined
        void leave(client)
      }
      throw error
    }
  }

  /** The one read-only session, for code that works on a client of pg's. */
  client(): Promise<pg.Client> {
    this.#client ??= this.#open('on').catch((error: unknown) => {
      this.#client = undefined
      throw error
    })
    return this.#client
  }

  /** Runs the work on a session of its own that may write, and ends it. */
  async writable<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = await this.#open('off')
    try {
      return await work(client)
    } finally {
      await leave(client)
    }
  }

  /** The role this session logs in as. */
  async user(): Promise<string> {
    return (await this.#url()).user
  }

  /** Runs a statement in a transaction that is always rolled back. @throws pg.DatabaseError where it is refused. */
  async tryOut(sql: string): Promise<void> {
    await this.writable(async (client) => {
      await client.query('BEGIN')
      try {
        await client.query(sql)
      } finally {
        await client.query('ROLLBACK')
      }
    })
  }

  /** What the server says to a statement, in a transaction that is always rolled back: its error message, or `done`. */
  async answerTo(sql: string): Promise<string> {
    try {
      await this.tryOut(sql)
      return 'done'
    } catch (error) {
      if (error instanceof pg.DatabaseError) return error.message
      throw error
    }
  }

  /**
   * What holds on this server of something that differs by major version: the entry of the newest version that is not
   * newer than the server's. @throws CouldNotLook where the server is older than every entry.
   */
  async byMajor<T>(since: Readonly<Record<number, T>>): Promise<T> {
    const [server] = await this.rows<{ major: number }>(
      "SELECT current_setting('server_version_num')::int / 10000 AS major",
    )
    const entries = Object.entries(since).filter(([major]) => Number(major) <= (server?.major ?? 0))
    const newest = entries.toSorted(([a], [b]) => Number(a) - Number(b)).at(-1)
    if (!newest) throw new CouldNotLook(`nothing is known of this on Postgres ${server?.major}`)
    return newest[1]
  }

  /** Runs the work on a session beside this one, and ends it: for what goes on while others look. */
  async beside<T>(work: (session: Postgres) => Promise<T>): Promise<T> {
    const session = new Postgres(this.#url)
    try {
      return await work(session)
    } finally {
      await session.close()
    }
  }

  async close(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    // A connection that never opened has nothing to end.
    const opened = await client?.catch(() => undefined)
    if (opened) await leave(opened)
  }

  async #open(readOnly: 'on' | 'off'): Promise<pg.Client> {
    const url = await this.#url()
    const {
      application = applicationName,
      options = '',
      answerTimeoutMs: timeoutMs = answerTimeoutMs,
    } = this.#settings
    const socket = new Socket()
    const client = new pg.Client({
      ...url.connection(),
      ssl: tls(url),
      application_name: application,
      connectionTimeoutMillis: connectTimeoutMs,
      statement_timeout: statementTimeoutMs,
      query_timeout: timeoutMs,
      stream: () => socket,
      options: `-c default_transaction_read_only=${readOnly} ${options}`,
    })
    // A session that the server ends while idle is met at the next statement, not as an uncaught error.
    client.on('error', () => {
      this.#client = undefined
    })
    sockets.set(client, socket)
    await reaching(() => client.connect())
    return marking(client)
  }
}

/** What a session runs on, to be cut where the server does not answer a goodbye. */
const sockets = new WeakMap<pg.Client, Socket>()

async function leave(client: pg.Client): Promise<void> {
  const cut = setTimeout(() => sockets.get(client)?.destroy(), goodbyeMs)
  await client.end().catch(() => undefined)
  clearTimeout(cut)
}

/**
 * TLS as the URL asks for it, in libpq's sense: `require` encrypts and verifies nothing, where pg alone would verify.
 * Heroku Postgres demands TLS and serves a self-signed certificate (Dev Center, Connecting to Heroku Postgres), so less
 * than `require` is taken for `require`, but for `disable`, which is refused there as it would refuse the app.
 */
function tls(url: ConnectionUrl): pg.ClientConfig['ssl'] {
  if (url.sslMode === 'disable') return false
  const verifies = url.sslMode === 'verify-ca' || url.sslMode === 'verify-full'
  if (!verifies) return { rejectUnauthorized: false }
  return url.sslMode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }
}

/** Returns the client, from now on with our mark at the end of whatever it is given. */
function marking(client: pg.Client): pg.Client {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown
  const marked = (given: unknown): unknown => {
    if (typeof given === 'string') return `${given}\n${ourMark}`
    return typeof given === 'object' && given !== null && 'text' in given && typeof given.text === 'string'
      ? { ...given, text: `${given.text}\n${ourMark}` }
      : given
  }
  client.query = ((given: unknown, ...rest: unknown[]) => query(marked(given), ...rest)) as pg.Client['query']
  return client
}

/** What to do where it could not be reached: too many connections (53300) pass when others end. */
function helpFor(error: unknown): string {
  const isFull = error instanceof pg.DatabaseError && error.code === '53300'
  const look = isFull
    ? '`heroku pg:ps` lists its sessions: wait until some have ended'
    : 'See `heroku pg:info` and https://status.heroku.com'
  return `${look}, then run this again.`
}

async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isUnreachable(error))
      throw new CouldNotLook(`Postgres could not be reached: ${(error as Error).message}\n${helpFor(error)}`)
    throw error
  }
}
