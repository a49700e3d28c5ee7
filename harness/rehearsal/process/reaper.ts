import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { processStart } from './process-start.ts'

/**
 * Starts `reaper.sh` on a run folder. It acts when its standard input closes: because this process closes it, or because
 * this process is gone.
 */
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

/**
 * Notes in a run folder that a process belongs to the run. The reaper sends it `signal`, to its process group where it
 * leads one, and KILL a second later; a pid that another process has by then is left alone.
 */
export function registerProcess(runFolder: string, pid: number, signal: 'TERM' | 'QUIT' = 'TERM'): void {
  writeFileSync(pidFile(runFolder, pid), processRecord(pid, signal))
}

/** Takes back {@link registerProcess}, for a process that has ended. */
export function forgetProcess(runFolder: string, pid: number): void {
  rmSync(pidFile(runFolder, pid), { force: true })
}

/** A process as the reaper and the sweep read it, a line each: pid, signal to end it with, start. */
export function processRecord(pid: number, signal: 'TERM' | 'QUIT'): string {
  return `${pid}\n${signal}\n${processStart(pid) ?? ''}\n`
}

function pidFile(runFolder: string, pid: number): string {
  return join(runFolder, `${pid}.pid`)
}
