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

/** A `postgres://` URL whose password never prints: everything but {@link ConnectionUrl.reveal} shows `***` for it. */
export class ConnectionUrl {
  readonly #url: URL
  /** As {@link Secret.fingerprint}, of the whole URL. */
  readonly fingerprint: string

  /** @throws TypeError when the text is no URL; the message holds nothing of the text. */
  constructor(text: string) {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (!url) throw new TypeError('not a URL (its text is withheld: it may hold a password)')
    this.#url = url
    this.fingerprint = fingerprintOf(url.href)
    registerSecret(decodeURIComponent(url.password))
  }

  get protocol(): string {
    return this.#url.protocol
  }

  get user(): string {
    return decodeURIComponent(this.#url.username)
  }

  get address(): string {
    return `${this.#url.host}${this.#url.pathname}`
  }

  /** Whether both name the same user, password, host and database; compared in memory, never printed. */
  equals(other: ConnectionUrl): boolean {
    return this.fingerprint === other.fingerprint
  }

  /** The URL with its password, for the one place that must have it. */
  reveal(): string {
    return this.#url.href
  }

  toString(): string {
    return `${this.#url.protocol}//${this.#url.username}:***@${this.address}`
  }

  toJSON(): string {
    return this.toString()
  }

  [inspect.custom](): string {
    return this.toString()
  }
}
