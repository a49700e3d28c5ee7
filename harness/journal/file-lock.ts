import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { isRunning } from '../machine/is-running.ts'

const patienceMs = 10_000
const tryEveryMs = 5

/**
 * Does the work, which must not wait for anything, while no other process or thread does any under the lock of that file. What
 * a process left that was ended meanwhile is taken away.
 * @throws Error where it is not to be had in 10 s, with the file to remove.
 */
export function underFileLock<T>(lock: string, work: () => T): T {
  const deadline = performance.now() + patienceMs
  while (!taken(lock)) {
    if (performance.now() > deadline)
      throw new Error(
        `${lock} is held by ${holderOf(lock) ?? 'nobody who says so'}: remove it where no run writes`,
      )
    if (isLeft(lock)) takeAway(lock)
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, tryEveryMs)
  }
  try {
    return work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function taken(lock: string): boolean {
  try {
    const file = openSync(lock, 'wx', 0o600)
    writeSync(file, `${process.pid} on ${hostname()}`)
    closeSync(file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Two who find it left must not both remove it: the second could remove what a third has taken since. */
function takeAway(lock: string): void {
  const turn = `${lock}.left`
  if (!taken(turn)) return
  try {
    if (isLeft(lock)) rmSync(lock, { force: true })
  } finally {
    rmSync(turn, { force: true })
  }
}

/** Whether its holder was a process of this machine that is gone. */
function isLeft(lock: string): boolean {
  const [, pid, host] = /^(\d+) on (.+)$/.exec(holderOf(lock) ?? '') ?? []
  return pid !== undefined && host === hostname() && !isRunning(Number(pid))
}

function holderOf(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8') || undefined
  } catch {
    return undefined
  }
}
