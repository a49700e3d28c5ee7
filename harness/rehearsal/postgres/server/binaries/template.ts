import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { cannotKeep, keptFolder, removeUnused } from '../../../../typescript/kept.mjs'
import { type Archive, checksum, opened, packed } from './archive.ts'
import type { Binaries } from './binaries.ts'
import { initdb, initdbFlags } from './initdb.ts'
import { giveTo, serverAccount } from './os-account.ts'

/** Raise it where what is kept, or how it is made, changes otherwise than by what {@link keyOf} has. */
const formatVersion = 1

const underWay = new Map<string, Promise<Archive>>()

/**
 * A data directory as initdb leaves it, to make clusters from: nobody may connect to it, and its superuser has no password.
 * It is kept from run to run beside what is built (a second of CPU otherwise), and where nothing can be kept there, in the
 * run folder.
 */
export function template(binaries: Binaries, runFolder: string, user: string): Promise<Archive> {
  const asked = [runFolder, binaries.postgres, user].join('\n')
  const found = underWay.get(asked) ?? findOrMake(binaries, runFolder, user)
  underWay.set(asked, found)
  const forget = (): boolean => underWay.delete(asked)
  found.then(forget, forget)
  return found
}

/** Where it is kept from run to run. */
export const keptTemplate = (binaries: Binaries, user: string): string =>
  fileIn(keptFolder, keyOf(binaries, user))

const fileIn = (folder: string, key: string): string =>
  join(folder, `cluster-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`)

/**
 * All that decides what initdb writes and who wrote it: the programs byte by byte, wherever they lie, since a copy of them in
 * a run folder is as good; what they are asked; the accounts.
 */
function keyOf({ initdb: program, postgres, version }: Binaries, user: string): string {
  const programs = [program, postgres].map((file) => checksum(readFileSync(file)))
  const accounts = [process.getuid?.(), serverAccount()?.uid]
  return JSON.stringify([formatVersion, version, programs, initdbFlags, user, accounts])
}

async function findOrMake(binaries: Binaries, runFolder: string, user: string): Promise<Archive> {
  const key = keyOf(binaries, user)
  const [kept, ofThisRun] = [fileIn(keptFolder, key), fileIn(runFolder, key)]
  const found = read(kept, key) ?? read(ofThisRun, key)
  if (found) return found
  const file = await initialised(binaries, runFolder, { user, key })
  try {
    mkdirSync(keptFolder, { recursive: true })
    removeUnused(keptFolder)
    keep(kept, file)
  } catch (error) {
    if (!cannotKeep(error)) throw error
    keep(ofThisRun, file)
  }
  const made = opened(file, key)
  if (!made) throw new Error('What initdb made could not be read back.')
  return made
}

/** Whoever makes it at the same time has a file of his own, and the last one is taken from then on. */
function keep(path: string, file: Buffer): void {
  const aside = `${path}.${process.pid}`
  try {
    writeFileSync(aside, file, { mode: 0o600 })
    renameSync(aside, path)
  } finally {
    rmSync(aside, { force: true })
  }
}

async function initialised(
  binaries: Binaries,
  runFolder: string,
  { user, key }: { readonly user: string; readonly key: string },
): Promise<Buffer> {
  const folder = mkdtempSync(join(runFolder, 'initdb-'))
  giveTo(serverAccount(), folder)
  try {
    await initdb(binaries, runFolder, { folder, user })
    return packed(folder, key)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What is whole and our own: as root we could read anybody's. */
function read(path: string, key: string): Archive | undefined {
  try {
    if (statSync(path).uid !== (process.getuid?.() ?? 0)) return undefined
    const found = opened(readFileSync(path), key)
    if (found) utimesSync(path, new Date(), new Date())
    return found
  } catch {
    return undefined
  }
}
