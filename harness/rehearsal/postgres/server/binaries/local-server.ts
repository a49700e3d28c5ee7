import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../../../process/free-port.ts'
import { forgetProcess, registerProcess } from '../../../process/reaper.ts'
import { followedLog } from '../../log/followed-log.ts'
import { commonSettings } from '../common-settings.ts'
import { lastWords } from '../last-words.ts'
import type { PostgresServer, ServerOptions } from '../postgres-server.ts'
import type { Binaries } from './binaries.ts'
import { createCluster } from './cluster.ts'
import { serverAccount } from './os-account.ts'

const startTimeoutMs = 30_000
const fastShutdownMs = 5_000

/** No process is started that a few connections do not need, and nothing is shared with another server. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  ssl: 'on',
  wal_level: 'minimal',
  max_wal_senders: 0,
  shared_buffers: '8MB',
  max_worker_processes: 0,
  max_logical_replication_workers: 0,
  max_parallel_workers: 0,
  huge_pages: 'off',
  restart_after_crash: 'off',
  // In the data directory, and gone with it, whatever ends the server.
  dynamic_shared_memory_type: 'mmap',
}

/**
 * Makes a cluster of these binaries and starts a server on it, on a free port. Resolves when it takes connections. Throws
 * with the server's own last words where it does not start.
 */
export async function startLocalServer(binaries: Binaries, options: ServerOptions): Promise<PostgresServer> {
  const dataFolder = join(options.runFolder, options.name)
  const logFile = join(options.runFolder, `${options.name}.log`)
  const superuser = await createCluster(binaries, dataFolder, options)
  const all = { ...commonSettings(options), ...settings }
  const { port, server } = await launch(binaries, { ...options, dataFolder, logFile, settings: all })
  return {
    host: '127.0.0.1',
    port,
    version: binaries.version,
    superuser,
    logFile,
    stop: async () => {
      await stop(server)
      if (server.pid) forgetProcess(options.runFolder, server.pid)
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

interface Launch {
  readonly runFolder: string
  readonly dataFolder: string
  readonly logFile: string
  readonly settings: Record<string, string | number>
  readonly onLogMessage?: ServerOptions['onLogMessage']
}

async function launch(binaries: Binaries, at: Launch): Promise<{ port: number; server: ChildProcess }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const server = spawnPostgres(binaries, at, port)
    try {
      await ready(server, at)
      return { port, server }
    } catch (error) {
      if (server.pid) forgetProcess(at.runFolder, server.pid)
      // The port was free when we looked and another program took it.
      const taken = /could not (bind|create any TCP)/.test(lastWords(at.logFile))
      if (!taken || attempt === 3) throw error
      rmSync(at.logFile, { force: true })
    }
  }
}

function spawnPostgres(binaries: Binaries, at: Launch, port: number): ChildProcess {
  const log = at.onLogMessage ? 'pipe' : openSync(at.logFile, 'a')
  const flags = Object.entries(at.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // Detached: a Ctrl+C on the terminal is for us, who then stop the server in our own order.
  const server = spawn(binaries.postgres, ['-D', at.dataFolder, '-p', String(port), ...flags], {
    ...serverAccount(),
    cwd: '/',
    detached: true,
    env: { LC_ALL: 'C', PATH: process.env['PATH'] },
    stdio: ['ignore', log, log],
  })
  if (log !== 'pipe') closeSync(log)
  if (at.onLogMessage) {
    const file = followedLog(at.logFile, at.onLogMessage)
    server.stderr?.pipe(file)
    // Postgres writes nothing there.
    server.stdout?.resume()
  }
  // QUIT is Postgres's immediate shutdown; KILL would leak its shared memory.
  if (server.pid) registerProcess(at.runFolder, server.pid, 'QUIT')
  server.unref()
  return server
}

/** Line 8 of postmaster.pid turns to `ready` (PM_STATUS_READY): no connection attempt is as cheap to watch. */
async function ready(server: ChildProcess, at: Launch): Promise<void> {
  await once(server, 'spawn')
  const deadline = Date.now() + startTimeoutMs
  while (server.exitCode === null && server.signalCode === null) {
    if (statusLine(at.dataFolder).startsWith('ready')) return
    if (Date.now() > deadline) {
      server.kill('SIGQUIT')
      throw new Error(`Postgres is not ready after ${startTimeoutMs} ms. Its log:\n${lastWords(at.logFile)}`)
    }
    await delay(2)
  }
  // What it said last may still be on its way.
  await delay(50)
  throw new Error(`Postgres did not start. Its log:\n${lastWords(at.logFile)}`)
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = once(server, 'exit')
  server.ref()
  server.kill('SIGINT')
  const slow = setTimeout(() => server.kill('SIGQUIT'), fastShutdownMs)
  await gone
  clearTimeout(slow)
}

function statusLine(dataFolder: string): string {
  try {
    return readFileSync(join(dataFolder, 'postmaster.pid'), 'latin1').split('\n')[7] ?? ''
  } catch {
    return ''
  }
}
