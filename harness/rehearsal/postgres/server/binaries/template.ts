import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cannotKeep, keepFile, keptFile, keptFolder, removeUnused } from '../../../../typescript/kept.mjs'
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
  const whole = (content: Buffer) => opened(content, key)
  const found = keptFile(kept, whole) ?? keptFile(ofThisRun, whole)
  if (found) return found
  const file = await initialised(binaries, runFolder, { user, key })
  try {
    keepFile(kept, file)
    removeUnused(keptFolder)
  } catch (error) {
    if (!cannotKeep(error)) throw error
    keepFile(ofThisRun, file)
  }
  const made = opened(file, key)
  if (!made) throw new Error('What initdb made could not be read back.')
  return made
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
