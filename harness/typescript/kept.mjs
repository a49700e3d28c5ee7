// What is made once and kept beside the packages, for whoever begins with the same again.
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where it is kept: node_modules/.cache/role-runbook of this project. */
export const keptFolder = fileURLToPath(new URL('../../node_modules/.cache/role-runbook', import.meta.url))
/** What was not begun with for so long is removed when something is made; no run goes on for longer. */
const keptMs = 7 * 86_400_000

const codes = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EISDIR', 'EEXIST'])

/** Whether an error says that nothing can be kept there. */
export const cannotKeep = (error) => codes.has(error?.code)

/** Removes of a folder what was long not used. Whoever begins at the same time may be at it too. */
export function removeUnused(where) {
  for (const name of readdirSync(where)) {
    const path = join(where, name)
    const usedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
    if (Date.now() - usedMs > keptMs) rmSync(path, { recursive: true, force: true })
  }
}
