import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pidNamespace, processStart } from './process-start.ts'
import { startReaper } from './reaper.ts'

const abandonedAfterMs = 10 * 60 * 1000

/**
 * Sends the reaper to every run folder in these directories whose owner is dead. Only folders of this account are
 * looked at: a file that somebody else could have written names no process to end.
 */
export function sweepRunFolders(parents: readonly string[], prefix: string): void {
  for (const parent of new Set(parents)) {
    for (const name of namesIn(parent)) {
      const folder = join(parent, name)
      if (name.startsWith(prefix) && isAbandoned(folder)) startReaper(folder).stdin?.end()
    }
  }
}

function isAbandoned(folder: string): boolean {
  try {
    const found = lstatSync(folder)
    if (!found.isDirectory() || found.uid !== process.getuid?.()) return false
    const owner = ownerOf(folder)
    // A folder without an owner is being made at this moment, or its maker died right then.
    if (!owner) return Date.now() - found.mtimeMs > abandonedAfterMs
    return owner.namespace === pidNamespace() && processStart(owner.pid) !== owner.start
  } catch {
    // Gone in the meantime: another run sweeps too.
    return false
  }
}

function ownerOf(folder: string): { pid: number; start: string; namespace: string } | undefined {
  try {
    const [pid, , start, namespace] = readFileSync(join(folder, 'owner'), 'utf8').split('\n')
    return start && namespace ? { pid: Number(pid), start, namespace } : undefined
  } catch {
    return undefined
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
