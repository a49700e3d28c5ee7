/** The form that a health URL has. */
export const healthUrlForm = 'a URL as in https://api.example.com/healthz, with no user or password in it'

/**
 * Returns why a text is no health URL, in words that hold nothing of it, or undefined where it is one. What a URL's reader mends by
 * itself (a missing slash, a line break in the middle) is a slip of whoever wrote it; a password in it is refused by fetch (Fetch standard, "Request constructor").
 */
export function wrongInHealthUrl(text: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(text)) return 'has a space or a line break in it'
  if (!URL.canParse(text) || !/^https?:\/\/[^/\\]/i.test(text)) return 'is no URL'
  const { username, password } = new URL(text)
  return username !== '' || password !== '' ? 'has a user or a password in it' : undefined
}
