import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createRunFolder, type RunFolder } from '../../process/run-folder.ts'
import { packagedBinaries } from './binaries/binaries.ts'
import { hydrate, packageFolder } from './binaries/embedded.ts'
import { embeddedPackage } from './binaries/embedded-majors.ts'
import type { PostgresServer } from './postgres-server.ts'
import { startServer } from './server.ts'

let run: RunFolder

beforeAll(async () => {
  run = await createRunFolder()
})

afterAll(() => run.remove())

async function versionOf(server: PostgresServer): Promise<string> {
  const client = new Client({
    host: server.host,
    port: server.port,
    database: 'postgres',
    ...server.superuser,
  })
  await client.connect()
  const { rows } = await client.query('show server_version')
  await client.end()
  return rows[0].server_version
}

function folderIn(parent: string, name: string): string {
  const folder = join(parent, name)
  mkdirSync(folder, { mode: 0o711 })
  return folder
}

describe('servers', () => {
  it('start two at once, each its own, and leave nothing when stopped', async () => {
    const options = { runFolder: run.path }
    const servers = await Promise.all(
      ['staging', 'prod'].map((name) => startServer('embedded', { ...options, name })),
    )
    expect(new Set(servers.map(({ port }) => port)).size).toBe(2)
    expect(await Promise.all(servers.map(versionOf))).toEqual(servers.map(({ version }) => version))
    await Promise.all(servers.map((server) => server.stop()))
    expect(['staging', 'prod'].filter((name) => existsSync(join(run.path, name)))).toEqual([])
    await expect(Promise.any(servers.map(versionOf))).rejects.toMatchObject({
      errors: [{ code: 'ECONNREFUSED' }, { code: 'ECONNREFUSED' }],
    })
  })

  it.each([
    ['with a space', 'a folder'],
    ['longer than a Unix socket path may be', 'long'.repeat(40)],
  ])('start in a run folder %s', async (_what, name) => {
    const server = await startServer('embedded', { name: 'server', runFolder: folderIn(run.path, name) })
    expect(await versionOf(server)).toBe(server.version)
    await server.stop()
  })

  it.runIf(existsSync('/usr/lib/postgresql'))("start from the machine's own Postgres", async () => {
    // It has the major version it has, whatever this run of the tests asks of its own base.
    vi.stubEnv('RUNBOOK_POSTGRES_MAJOR', '')
    const server = await startServer('system', { name: 'system', runFolder: run.path }).finally(() =>
      vi.unstubAllEnvs(),
    )
    expect(await versionOf(server)).toMatch(new RegExp(`^${server.version.replace('.', '\\.')}`))
    await server.stop()
  })
})

describe('binaries', () => {
  it('that the account cannot reach run from a copy, links and all', async () => {
    const packaged = packageFolder(await embeddedPackage())
    const home = folderIn(run.path, 'a home')
    const prefix = join(home, 'native')
    cpSync(join(packaged, 'native'), prefix, { recursive: true, filter: notALink })
    chmodSync(home, 0o700)
    const found = await Promise.all([1, 2].map(() => packagedBinaries(prefix, run.path, hydrate)))
    const expected = process.getuid?.() === 0 ? join(run.path, 'binaries', 'native') : prefix
    expect(found.map(({ postgres }) => postgres)).toEqual(Array(2).fill(join(expected, 'bin', 'postgres')))
  })

  it('that are not installed are named', () => {
    expect(() => packageFolder('no-such-package')).toThrow(
      'No Postgres binaries: the package no-such-package is not installed.',
    )
  })
})

/** What npm can pack: no symbolic link. */
function notALink(source: string): boolean {
  return !lstatSync(source).isSymbolicLink()
}
