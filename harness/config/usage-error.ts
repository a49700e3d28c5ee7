import { closest } from 'fastest-levenshtein'

/** Bad input: one line that names the value, what is accepted and where to read on. Exit status 2, nothing changed. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Returns the value as one of the accepted words. @throws UsageError that names the nearest of them. */
export function oneOf<Word extends string>(option: string, value: string, accepted: readonly Word[]): Word {
  const word = accepted.find((candidate) => candidate === value)
  if (word !== undefined) return word
  throw new UsageError(
    `${option} '${value}' is not known: use ${accepted.join(', ')} (nearest: ${closest(value, [...accepted])}). See README.md, "Commands".`,
  )
}
