/** Shorter values are not masked by exact match: `up` or `1` would black out half a report. */
const shortestSecretLength = 8

const passwordInUrl = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:)([^\s@/]+)(@)/gi
// A message can be cut off before the @: what follows postgres://user: is a password all the same.
const passwordInCutUrl = /(\bpostgres(?:ql)?:\/\/[^\s:@/]*:)([^\s@/'"]+)/gi
const passwordInConninfo = /(\bpassword=)('[^']*'|[^\s"]+)/gi
const passwordInSql = /(\bPASSWORD\s+)('(?:[^']|'')*')/gi
// As in JSON, and as Node prints an object.
const passwordInObject = /(\bpassword["']?\s*:\s*)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)/gi
// What `heroku authorizations:create` gives out (Heroku changelog, "Prefixed OAuth tokens").
const herokuToken = /\bHRKU-[\w-]{20,}/g

const known = new Set<string>()
let forms: RegExp | undefined

// The threads of a process have a copy of this module each, and what one of them reads another may print.
const otherThreads = new BroadcastChannel('role-runbook-secrets')
otherThreads.addEventListener('message', ({ data }: Event & { readonly data?: unknown }) => {
  if (typeof data === 'string') learn(data)
})
otherThreads.unref()

/** Remembers a value that must never be printed, in every thread: from now on {@link mask} replaces it wherever it stands. */
export function registerSecret(value: string): void {
  if (learn(value)) otherThreads.postMessage(value)
}

function learn(value: string): boolean {
  if (value.length < shortestSecretLength || known.has(value)) return false
  known.add(value)
  forms = undefined
  return true
}

/**
 * Returns the text with every registered secret, as it is or as it is encoded in a URL, in JSON or in base64, and
 * everything shaped like a password (in a URL, a conninfo string, a PASSWORD clause, an object) replaced by `***`. The last
 * net: values that are secret are typed so in the first place.
 */
export function mask(text: string): string {
  return text
    .replace(everyForm(), '***')
    .replace(passwordInUrl, '$1***$3')
    .replace(passwordInCutUrl, '$1***')
    .replace(passwordInConninfo, '$1***')
    .replace(passwordInSql, "$1'***'")
    .replace(passwordInObject, "$1'***'")
    .replace(herokuToken, 'HRKU-***')
}

/** Whether a registered secret is in the text, in one of those forms. */
export function holdsSecret(text: string): boolean {
  return text.search(everyForm()) !== -1
}

/** Returns a copy of a plain value with {@link mask} applied to every string in it, keys excepted. */
export function maskDeep<T>(value: T): T {
  return throughout(value, mask)
}

/** Returns a copy of a plain value with every string in it changed so, keys excepted. */
export function throughout<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T
  if (Array.isArray(value)) return value.map((entry: unknown) => throughout(entry, change)) as T
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, throughout(entry as unknown, change)]),
    ) as T
  }
  return value
}

/** The longest first: a secret may be the beginning of another. */
function everyForm(): RegExp {
  forms ??= new RegExp(
    [...known]
      .flatMap(formsOf)
      .toSorted((a, b) => b.length - a.length)
      .map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('|') || '(?!)',
    'g',
  )
  return forms
}

function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(Buffer.from(secret).toString())
  const inJson = JSON.stringify(secret).slice(1, -1)
  return [
    ...new Set([
      secret,
      encoded,
      // A URL keeps some of what encodeURIComponent does not, and the other way round.
      encoded.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
      new URLSearchParams({ '': secret }).toString().slice(1),
      inJson,
      ...inMarkup(secret),
      JSON.stringify(inJson).slice(1, -1),
      ...[0, 1, 2].flatMap((offset) => inBase64(secret, offset)),
    ]),
  ]
}

/** How it stands in HTML and in XML, whose apostrophe is written in three ways. */
function inMarkup(secret: string): string[] {
  const escaped = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
  return ["'", '&#39;', '&apos;'].map((apostrophe) => escaped.replaceAll("'", apostrophe))
}

/** How it stands in the base64 of something longer, where so many bytes of a group of three are before it. */
function inBase64(secret: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
  const from = Math.ceil((offset * 8) / 6)
  const to = Math.floor((bytes.length * 8) / 6)
  return (['base64', 'base64url'] as const).map((encoding) => bytes.toString(encoding).slice(from, to))
}
