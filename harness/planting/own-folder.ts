import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRunning } from '../machine/is-running.ts'

const prefix = 'role-runbook-'

/**
 * Makes a folder in the temporary directory that nobody else can look into, and returns its path. Whoever asked for it
 * removes it. First those of processes that are gone are removed: one that was killed outright could not remove its own,
 * and what is in it may hold passwords.
 */
export function makeOwnFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const [, owner] = new RegExp(`^${prefix}(\\d+)-`).exec(name) ?? []
    if (owner !== undefined && !isRunning(Number(owner))) removeIfOurs(join(tmpdir(), name))
  }
  return mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
}

function removeIfOurs(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // Another account's: that account's next run removes it.
  }
}

/** Does the work with the temporary directory of this process being that folder: for a library that has no option for it. */
export async function withTemporaryDirectory<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  try {
    return await work()
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}
