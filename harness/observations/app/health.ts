import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { NotRun } from '../../evidence/not-run.ts'
import { mask } from '../../secrets/mask.ts'
import { healthUrlVariable } from '../../world/target.ts'
import type { World } from '../../world/world.ts'
import { proxyFor } from './proxy.ts'

const usualTimeoutMs = 10_000
const shownLength = 500
/** An answer without an end would be read until there is no memory left. */
const readLength = 131_072

/** What answered at the health URL, no redirect followed: the app, or whatever stands in front of it. */
export interface Answer {
  /** Where it was asked, the values of its parameters left out. */
  readonly url: string
  readonly status: number
  /** Where a redirect leads. */
  readonly location: string | undefined
  /** The beginning of it, masked. */
  readonly body: string
  /** Why its end was not seen, where it did not come; one that is longer than it need be is not read to its end. */
  readonly cut?: string
  /** Whether it is a page that has one log in, or leads to where one does. */
  readonly wantsLogin: boolean
  /** Whether the configuration says what is to be in the answer, and it is. */
  readonly asExpected: boolean
  /** What the configuration expects of the answer and was not in it, in words; empty where nothing is missing. */
  readonly missing: readonly string[]
}

export type Health = Answer | { readonly url: string; readonly status: 'none'; readonly reason: string }

/**
 * What answers at the health URL.
 * @throws NotRun where no health URL is configured, and CouldNotLook where this shell may reach it through a proxy alone.
 */
export async function askHealth(
  { subject, target }: Pick<World, 'subject' | 'target'>,
  timeoutMs: number = usualTimeoutMs,
): Promise<Health> {
  const asked = target.healthUrl
  if (!asked) {
    throw new NotRun(
      `no health URL is configured for ${subject.environment}: set ${healthUrlVariable(subject.environment)} or healthUrl in runbook.config.ts`,
    )
  }
  const url = shown(asked)
  const because = (error: unknown): string => mask(reasonOf(error, timeoutMs))
  try {
    const answer = await fetch(asked, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    const { text, error } = await beginningOf(answer)
    const contentType = answer.headers.get('content-type') ?? ''
    const expects = subject.live.healthExpects ?? {}
    const missing = missingFrom(answer.headers, text, expects)
    const location = answer.headers.get('location')
    return {
      url,
      status: answer.status,
      location: location === null ? undefined : mask(location),
      body: mask(text.slice(0, shownLength)),
      ...(error !== undefined && { cut: because(error) }),
      wantsLogin: isLogin(contentType, text),
      asExpected: Object.keys(expects).length > 0 && missing.length === 0,
      missing,
    }
  } catch (error) {
    const reason = because(error)
    if (reason === 'bad port')
      throw new CouldNotLook(
        `${url} has a port that no browser asks, and no fetch (Fetch standard, "Port blocking"): that says nothing about the app`,
      )
    const proxy = proxyFor(new URL(asked), target.env)
    if (proxy === undefined) return { url, status: 'none', reason }
    throw new CouldNotLook(
      `the app did not answer (${reason}), and this shell goes through a proxy (${proxy}), which the health URL is asked without: that says nothing about the app. Ask it by hand: curl -i ${url}`,
    )
  }
}

/** Its beginning, and what was met where its end did not come. */
async function beginningOf({ body }: Response): Promise<{ text: string; error?: unknown }> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      if (text.length >= readLength) break
    }
    return { text: text.slice(0, readLength) }
  } catch (error) {
    return { text, error }
  }
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `it took more than ${timeoutMs / 1_000} s`
  const cause = error.cause instanceof Error ? error.cause : error
  // That of several addresses, none of which answered, has no message.
  return cause.message || ('code' in cause ? String(cause.code) : cause.name)
}

/** A parameter may be a token. */
function shown(text: string): string {
  const { search } = new URL(text)
  return search === '' ? text : text.replace(search, search.replaceAll(/=[^&]*/g, '=***'))
}

const words =
  /type=["']?password|sign[ -]?in|log[ -]?in|cloudflareaccess|SAMLRequest|http-equiv=["']?refresh|location\.(replace|assign|href)\s*[(=]/i

const isLogin = (contentType: string, text: string): boolean => /html/i.test(contentType) && words.test(text)

function missingFrom(
  headers: Headers,
  body: string,
  expects: NonNullable<World['subject']['live']['healthExpects']>,
): string[] {
  const wrong = Object.entries(expects.headers ?? {}).filter(([name, value]) => headers.get(name) !== value)
  return [
    ...wrong.map(([name, value]) => `the header ${name}: ${value}`),
    ...(expects.body !== undefined && !body.includes(expects.body)
      ? [
          `'${expects.body}' in ${body.length < readLength ? 'the body' : `the first ${readLength} characters of the body`}`,
        ]
      : []),
  ]
}
