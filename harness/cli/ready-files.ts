import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const prefix = 'role-runbook-ready-'

/**
 * Returns the path of a ready file for a platform about to be started, and removes those of platforms that are gone: one
 * that was killed outright could not remove its own, and it holds passwords.
 */
export function newReadyFile(): string {
  for (const name of readdirSync(tmpdir())) {
    const file = join(tmpdir(), name)
    if (name.startsWith(prefix) && isAbandoned(file)) rmSync(file, { force: true })
  }
  return join(tmpdir(), `${prefix}${randomUUID()}.json`)
}

function isAbandoned(file: string): boolean {
  try {
    const { pid } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number }
    process.kill(pid, 0)
    return false
  } catch (error) {
    // ESRCH: no such process. Anything else (another account's file, gone meanwhile) is not ours to judge.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
