import { once } from 'node:events'
import { chmodSync, mkdtempSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pidNamespace } from './process-start.ts'
import { processRecord, registerProcess, startReaper } from './reaper.ts'
import { sweepRunFolders } from './sweep.ts'

/** The folder of one rehearsal: everything it writes, and the pids of everything it starts. */
export interface RunFolder {
  readonly path: string
  /** Has a process ended with the run, however the run ends. */
  registerProcess(pid: number): void
  /**
   * Ends every registered process, removes the folder, and resolves when both are done. Where whoever used the run was
   * killed (`orphaned`), the reaper stays for some seconds: a command of theirs under way may make the folder again.
   */
  remove(options?: { orphaned: boolean }): Promise<void>
}

const prefix = 'runbook-'
const memory = '/dev/shm'
/** Some clusters of 24 MB each, one that initdb is making, their logs, and a copy of the binaries (60 MB). */
const roomNeededBytes = 256 * 1024 * 1024

/**
 * Makes a run folder, in memory (/dev/shm) where there is room, else in the temporary directory. A process of its own,
 * the reaper, ends the registered processes and removes the folder as soon as this process is gone, by whatever signal.
 * What earlier runs left behind because their reaper was killed too is swept first.
 */
export async function createRunFolder(): Promise<RunFolder> {
  sweepRunFolders([memory, tmpdir()], prefix)
  const path = mkdtempSync(join(memoryHasRoom() ? memory : tmpdir(), prefix))
  // The server's account has to get through, nobody has to look around.
  chmodSync(path, 0o711)
  const reaper = startReaper(path)
  writeFileSync(join(path, 'owner'), `${processRecord(process.pid, 'TERM')}${pidNamespace()}\n`)
  await once(reaper, 'spawn')
  return {
    path,
    registerProcess: (pid) => registerProcess(path, pid),
    remove: async ({ orphaned } = { orphaned: false }) => {
      if (reaper.exitCode !== null) return
      const gone = once(reaper, 'exit')
      reaper.stdin?.end(orphaned ? '' : 'done\n')
      if (orphaned) return
      reaper.ref()
      await gone
    },
  }
}

function memoryHasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize > roomNeededBytes
  } catch {
    // macOS has none.
    return false
  }
}
