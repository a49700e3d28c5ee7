import { createHmac, randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { registerSecret } from './mask.ts'

const salt = randomBytes(32)
const fingerprintOf = (value: string): string =>
  createHmac('sha256', salt).update(value).digest('hex').slice(0, 12)

/** A text that prints as `***` however it is printed: interpolated, logged, serialised, or in a test's diff. */
export class Secret {
  readonly #value: string
  /** Differs where the value differs, so that `toEqual` sees it; salted anew in each process, so it tells nothing. */
  readonly fingerprint: string

  constructor(value: string) {
    this.#value = value
    this.fingerprint = fingerprintOf(value)
    registerSecret(value)
  }

  /** The text itself, for the one place that must have it. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '***'
  }

  toJSON(): string {
    return this.toString()
  }

  [inspect.custom](): string {
    return this.toString()
  }
}

/** The parts of a connection that two URLs must agree in to be the same. */
export const connectionParts = ['user', 'password', 'host', 'port', 'database'] as const
export type ConnectionPart = (typeof connectionParts)[number]

/** How libpq takes a connection to be secured (PostgreSQL documentation, "SSL Mode Descriptions"). */
export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

/**
 * A `postgres://` or `postgresql://` URL whose password never prints: everything but {@link ConnectionUrl.reveal} and
 * {@link ConnectionUrl.connection} shows `***` for it. It is read as libpq does (PostgreSQL documentation, "Connection
 * URIs"): a parameter counts before the part it names, and the order of parameters says nothing.
 */
export class ConnectionUrl {
  readonly #url: URL
  readonly #parts: Readonly<Record<ConnectionPart, string>>
  /** As {@link Secret.fingerprint}, of the parts: another spelling of the same URL has the same. */
  readonly fingerprint: string

  /** @throws TypeError when the text is no URL of a database; the message holds nothing of the text. */
  constructor(text: string) {
    const read = partsOf(text)
    if (!read) throw new TypeError('not a URL (its text is withheld: it may hold a password)')
    this.#url = read.url
    this.#parts = read.parts
    this.fingerprint = fingerprintOf(JSON.stringify(connectionParts.map((part) => read.parts[part])))
    registerSecret(read.parts.password)
    registerSecret(read.url.password)
  }

  /** The URL that a text holds, or undefined where it cannot be read as one, a bad escape (`100%x`) included. */
  static read(text: string): ConnectionUrl | undefined {
    return partsOf(text) && new ConnectionUrl(text)
  }

  get protocol(): string {
    return this.#url.protocol
  }

  get user(): string {
    return this.#parts.user
  }

  get address(): string {
    return `${this.#parts.host}:${this.#parts.port}/${this.#parts.database}`
  }

  /** `sslmode`, or `prefer`, which is libpq's where it is not given; an unknown one is undefined. */
  get sslMode(): SslMode | undefined {
    const mode = this.#url.searchParams.get('sslmode') ?? 'prefer'
    return sslModes.find((known) => known === mode)
  }

  /** Whether both name the same user, password, host, port and database; compared in memory, never printed. */
  equals(other: ConnectionUrl): boolean {
    return this.differsIn(other).length === 0
  }

  /** The parts in which they differ, by name. */
  differsIn(other: ConnectionUrl): ConnectionPart[] {
    return connectionParts.filter((part) => this.#parts[part] !== other.#parts[part])
  }

  /** What a driver is given, password included; nothing else of the URL bears on where it connects. */
  connection(): { user: string; password: string; host: string; port: number; database: string } {
    return { ...this.#parts, port: Number(this.#parts.port) }
  }

  /** The URL with its password, for the one place that must have it. */
  reveal(): string {
    return this.#url.href
  }

  toString(): string {
    return `${this.#url.protocol}//${this.#parts.user}:***@${this.address}`
  }

  toJSON(): string {
    return this.toString()
  }

  [inspect.custom](): string {
    return this.toString()
  }
}

const sslModes: readonly SslMode[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']

/** libpq ends the password at the first `@`, and a driver that reads URLs as the web does at the last (fe-connect.c, conninfo_uri_parse_options). */
function hasTwoAts(text: string): boolean {
  return /^[^/]+\/\/[^/?#]*@[^/?#]*@/.test(text)
}

/**
 * Whether a password may have been read as another part, which would be printed: that of a second URL behind the first, as a part of its
 * database's name, which has no slash that is not escaped; or one with a slash or a question mark in it, as no user was found.
 */
function mayHoldPasswordElsewhere(text: string, { pathname, username }: URL): boolean {
  return pathname.indexOf('/', 1) !== -1 || (username === '' && text.includes('@'))
}

function partsOf(text: string): { url: URL; parts: Record<ConnectionPart, string> } | undefined {
  // URL drops line breaks and what stands around it, which a driver does not.
  const url = URL.canParse(text) && !/[\s\p{Cc}]/u.test(text) ? new URL(text) : undefined
  if (
    !url ||
    !/^postgres(ql)?:$/.test(url.protocol) ||
    hasTwoAts(text) ||
    mayHoldPasswordElsewhere(text, url)
  )
    return undefined
  const given = (name: string, part: string): string => url.searchParams.get(name) ?? decodeURIComponent(part)
  try {
    const user = given('user', url.username)
    const parts = {
      user,
      password: given('password', url.password),
      host: given('host', url.hostname.replaceAll(/^\[|\]$/g, '')).toLowerCase(),
      port: given('port', url.port) || '5432',
      // Where no database is named it is the one of the user's name.
      database: given('dbname', url.pathname.slice(1)) || user,
    }
    return parts.host === '' || !/^\d{1,5}$/.test(parts.port) ? undefined : { url, parts }
  } catch {
    // decodeURIComponent: URIError.
    return undefined
  }
}
