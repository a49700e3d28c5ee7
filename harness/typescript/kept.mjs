// What is made once and kept beside the packages, for whoever begins with the same again.
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where it is kept: node_modules/.cache/role-runbook of this project. */
export const keptFolder = fileURLToPath(new URL('../../node_modules/.cache/role-runbook', import.meta.url))
/** Where Node keeps the code it has compiled, as 22 and newer can: our programs', the Heroku CLI's, Vitest's. */
export const compiledFolder = join(keptFolder, 'compiled')
/** What was not begun with for so long is removed when something is made; no run goes on for longer. */
const keptMs = 7 * 86_400_000

const codes = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EISDIR', 'EEXIST'])

/** Whether an error says that nothing can be kept there. */
export const cannotKeep = (error) => codes.has(error?.code)

/** Keeps a file that its owner alone can read. Whoever makes it at the same time has one of his own, and the last one stays. */
export function keepFile(path, content) {
  mkdirSync(dirname(path), { recursive: true })
  const aside = `${path}.${process.pid}`
  try {
    writeFileSync(aside, content, { mode: 0o600 })
    renameSync(aside, path)
  } finally {
    rmSync(aside, { force: true })
  }
}

/** What `understood` makes of a file that this account kept; undefined where there is none, or where it makes nothing of it or throws. */
export function keptFile(path, understood) {
  try {
    // As root we could read anybody's.
    if (statSync(path).uid !== (process.getuid?.() ?? 0)) return undefined
    const found = understood(readFileSync(path))
    if (found) utimesSync(path, new Date(), new Date())
    return found
  } catch {
    return undefined
  }
}

/** Removes of a folder what was long not used. Whoever begins at the same time may be at it too. */
export function removeUnused(where) {
  for (const name of readdirSync(where)) {
    const path = join(where, name)
    const usedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
    if (Date.now() - usedMs > keptMs) rmSync(path, { recursive: true, force: true })
  }
}
