import { closeSync, fchownSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join, relative } from 'node:path'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { giveTo, type OsAccount } from './os-account.ts'

const contents = z.object({
  key: z.string(),
  folders: z.array(z.string()),
  /** Path, and where its bytes begin and end. */
  files: z.array(z.tuple([z.string(), z.number(), z.number()])),
})

/** A folder as one value: what is in it, and the bytes of its files. */
export interface Archive extends z.infer<typeof contents> {
  readonly bytes: Buffer
}

/**
 * A folder as one file holds it: a checksum of all that follows, then what there is, in a line each, then the bytes. Files of
 * the same contents, as the databases of a new cluster are, share their bytes.
 */
export function packed(folder: string, key: string): Buffer {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = (isFolder: boolean): string[] =>
    entries
      .filter((entry) => entry.isDirectory() === isFolder)
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .toSorted()
  const parts = new Map<string, { readonly at: number; readonly bytes: Buffer }>()
  let end = 0
  const files = paths(false).map((path) => {
    const bytes = readFileSync(join(folder, path))
    const text = bytes.toString('latin1')
    const part = parts.get(text) ?? { at: end, bytes }
    if (!parts.has(text)) end += bytes.length
    parts.set(text, part)
    return [path, part.at, part.at + bytes.length]
  })
  const followed = Buffer.concat([
    Buffer.from(`${JSON.stringify({ key, folders: paths(true), files })}\n`),
    ...[...parts.values()].map(({ bytes }) => bytes),
  ])
  return Buffer.concat([Buffer.from(`${checksum(followed)}\n`), followed])
}

/** What a file holds of that key; undefined where it is another's, or is not what was written. */
export function opened(file: Buffer, key: string): Archive | undefined {
  const first = file.indexOf('\n') + 1
  const followed = file.subarray(first)
  if (file.toString('latin1', 0, first) !== `${checksum(followed)}\n`) return undefined
  const second = followed.indexOf('\n') + 1
  const found = contents.parse(JSON.parse(followed.toString('utf8', 0, second)))
  return found.key === key ? { ...found, bytes: followed.subarray(second) } : undefined
}

/** Writes it as a folder that the account has for itself. Throws where there is such a folder. */
export function unpack({ folders, files, bytes }: Archive, to: string, account: OsAccount | undefined): void {
  for (const path of ['', ...folders]) {
    mkdirSync(join(to, path), { mode: 0o700 })
    giveTo(account, join(to, path))
  }
  for (const [path, at, end] of files) {
    const file = openSync(join(to, path), 'wx', 0o600)
    writeSync(file, bytes, at, end - at)
    if (account) fchownSync(file, account.uid, account.gid)
    closeSync(file)
  }
}

/** Against accidents: nobody writes there who could not write the program itself. */
export function checksum(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0')
}
