import { rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { holdsSecret, mask, throughout } from './mask.ts'

const withheld = '(withheld: it holds a secret)'

/**
 * The text as it may leave this process, to a terminal or a file: masked, and where a secret is in it still, or it could not
 * be masked, nothing of it.
 */
export function scrub(text: string): string {
  try {
    const masked = mask(text)
    return holdsSecret(masked) ? withheld : masked
  } catch {
    return withheld
  }
}

/** A copy of a plain value with every string in it as {@link scrub} leaves it, keys excepted. */
export function scrubDeep<T>(value: T): T {
  return throughout(value, scrub)
}

/** A secret got into a file all the same. The file is gone. */
export class SecretInFile extends Error {
  override readonly name = 'SecretInFile'
}

/**
 * Searches a file for every secret of this run, raw, URL-, JSON- and base64-encoded, and removes it where one is in it.
 * @throws SecretInFile where it was removed.
 */
export async function mustHoldNoSecret(file: string): Promise<void> {
  textMustHoldNoSecret(await readFile(file, 'utf8'), file)
}

/** The same of a file that holds that text in another form, as packed. */
export function textMustHoldNoSecret(text: string, file: string): void {
  if (!holdsSecret(text)) return
  rmSync(file, { force: true })
  throw new SecretInFile(
    `${file} held a secret of this run and was removed: tell whoever maintains this project which command it was.`,
  )
}
