import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { escapeIdentifier, escapeLiteral } from 'pg'
import { forgetProcess, registerProcess } from '../../../process/reaper.ts'
import type { Binaries } from './binaries.ts'
import { serverAccount } from './os-account.ts'

/** Nobody may connect, so that it asks for no password. */
export const initdbFlags = '-A reject -E UTF8 --locale=C --no-sync --wal-segsize=1'.split(' ')

const singleUserSettings = {
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  password_encryption: 'scram-sha-256',
  fsync: 'off',
  shared_buffers: '1MB',
  max_connections: 10,
  huge_pages: 'off',
  // In the data directory, and gone with it.
  dynamic_shared_memory_type: 'mmap',
}

/** Has initdb make a data directory in an empty folder that the server's account owns; its superuser has no password. */
export async function initdb(
  { initdb: program }: Binaries,
  runFolder: string,
  at: { readonly folder: string; readonly user: string },
): Promise<void> {
  const args = ['-D', at.folder, '-U', at.user, ...initdbFlags]
  const { failed, said } = await asServerAccount(program, args, { runFolder, input: '' })
  if (failed) throw new Error(`initdb failed: ${said || failed}`)
}

/**
 * Gives the superuser of a data directory a password, before any server runs on it: Postgres in single-user mode (40 ms of
 * CPU), which takes no connection and has the statement from its standard input alone.
 */
export async function setSuperuserPassword(
  { postgres }: Binaries,
  runFolder: string,
  at: { readonly folder: string; readonly user: string; readonly password: string },
): Promise<void> {
  const settings = Object.entries(singleUserSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const { failed, said } = await asServerAccount(
    postgres,
    ['--single', '-D', at.folder, ...settings, 'template1'],
    {
      runFolder,
      input: `ALTER ROLE ${escapeIdentifier(at.user)} PASSWORD ${escapeLiteral(at.password)}\n`,
    },
  )
  // It exits with 0 after a statement that failed.
  if (failed || /\b(?:ERROR|FATAL|PANIC): /.test(said))
    throw new Error(`No password could be set: ${said || failed}`)
}

/** Runs a program to its end; returns what it said on standard error, and in what way it failed where it did. */
async function asServerAccount(
  program: string,
  args: readonly string[],
  { runFolder, input }: { readonly runFolder: string; readonly input: string },
): Promise<{ said: string; failed?: string }> {
  const child = spawn(program, args, {
    ...serverAccount(),
    cwd: '/',
    env: { LC_ALL: 'C', PATH: process.env['PATH'] },
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  try {
    await once(child, 'spawn')
    if (child.pid) registerProcess(runFolder, child.pid)
    // One that ends before it has read everything says why.
    child.stdin.on('error', () => undefined).end(input)
    const [said, [status, signal]] = await Promise.all([text(child.stderr), once(child, 'close')])
    return {
      said: said.trim(),
      ...(status !== 0 && { failed: signal ? `it was ended by ${signal}` : `exit status ${status}` }),
    }
  } finally {
    if (child.pid) forgetProcess(runFolder, child.pid)
  }
}
