const secrets = new Set<string>()

/** Shorter values are not masked by exact match: `up` or `1` would black out half a report. */
const shortestSecretLength = 8

const passwordInUrl = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:)([^\s@/]+)(@)/gi
// A message can be cut off before the @: what follows postgres://user: is a password all the same.
const passwordInCutUrl = /(\bpostgres(?:ql)?:\/\/[^\s:@/]*:)([^\s@/'"]+)/gi
const passwordInConninfo = /(\bpassword=)('[^']*'|[^\s"]+)/gi
const passwordInSql = /(\bPASSWORD\s+)('(?:[^']|'')*')/gi

/** Remembers a value that must never be printed; from now on {@link mask} replaces it wherever it stands. */
export function registerSecret(value: string): void {
  if (value.length < shortestSecretLength) return
  secrets.add(value)
  secrets.add(encodeURIComponent(value))
}

/**
 * Returns the text with every registered secret and everything shaped like a password (in a URL, a conninfo string or
 * a PASSWORD clause) replaced by `***`. The last net: values that are secret are typed so in the first place.
 */
export function mask(text: string): string {
  let masked = text
  for (const secret of secrets) masked = masked.replaceAll(secret, '***')
  return masked
    .replace(passwordInUrl, '$1***$3')
    .replace(passwordInCutUrl, '$1***')
    .replace(passwordInConninfo, '$1***')
    .replace(passwordInSql, "$1'***'")
}

/** Returns a copy of a plain value with {@link mask} applied to every string in it, keys excepted. */
export function maskDeep<T>(value: T): T {
  if (typeof value === 'string') return mask(value) as T
  if (Array.isArray(value)) return value.map((entry: unknown) => maskDeep(entry)) as T
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, maskDeep(entry as unknown)]),
    ) as T
  }
  return value
}
