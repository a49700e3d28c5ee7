import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readlinkSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { processStart } from './process-start.ts'
import { sweepRunFolders } from './sweep.ts'

/** The folder of one rehearsal: everything it writes, and the pids of everything it starts. */
export interface RunFolder {
  readonly path: string
  /** Has a process ended with the run, however the run ends: see {@link registerProcess}. */
  registerProcess(pid: number): void
  /** Ends every registered process, removes the folder, and resolves when both are done. */
  remove(): Promise<void>
}

export const runFolderPrefix = 'runbook-'

const roomNeeded = 512 * 1024 * 1024

/**
 * Makes a run folder, in memory (/dev/shm) where there is room for a few clusters, else in the temporary directory. A
 * process of its own, the reaper, ends the registered processes and removes the folder as soon as this process is gone,
 * by whatever signal. What earlier runs left behind without their reaper is swept first.
 */
export async function createRunFolder(): Promise<RunFolder> {
  sweepRunFolders(runFolderParents())
  const path = mkdtempSync(join(roomyParent(), runFolderPrefix))
  // The server's account has to get through, nobody has to look around.
  chmodSync(path, 0o711)
  writeFileSync(join(path, 'owner'), `${processRecord(process.pid, 'TERM')}${pidNamespace()}\n`)
  const reaper = startReaper(path)
  return {
    path,
    registerProcess: (pid) => registerProcess(path, pid),
    remove: async () => {
      const gone = once(reaper, 'exit')
      reaper.ref()
      reaper.stdin?.end()
      await gone
    },
  }
}

/**
 * Notes in a run folder that a process belongs to the run. The reaper sends it `signal`, to its process group where it
 * leads one, and KILL a second later; a pid that another process has by then is left alone.
 */
export function registerProcess(runFolder: string, pid: number, signal: 'TERM' | 'QUIT' = 'TERM'): void {
  writeFileSync(join(runFolder, `${pid}.pid`), processRecord(pid, signal))
}

/** Takes back {@link registerProcess}, for a process that has ended. */
export function forgetProcess(runFolder: string, pid: number): void {
  rmSync(join(runFolder, `${pid}.pid`), { force: true })
}

/** Starts the reaper of a folder. It acts when this process ends, or when its standard input is closed. */
export function startReaper(folder: string): ChildProcess {
  const script = fileURLToPath(new URL('./reaper.sh', import.meta.url))
  const reaper = spawn('/bin/sh', [script, folder], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  reaper.unref()
  return reaper
}

/** The pid namespace, where the system has such: a pid means nothing in another one. */
export function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return 'none'
  }
}

function processRecord(pid: number, signal: string): string {
  return `${pid}\n${signal}\n${processStart(pid) ?? ''}\n`
}

function runFolderParents(): string[] {
  return ['/dev/shm', tmpdir()]
}

function roomyParent(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    if (bavail * bsize > roomNeeded) return '/dev/shm'
  } catch {
    // No /dev/shm: macOS has none.
  }
  return tmpdir()
}
