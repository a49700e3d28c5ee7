import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRunFolder, type RunFolder } from '../../../process/run-folder.ts'
import type { PostgresServer } from '../postgres-server.ts'
import { startServer } from '../server.ts'
import { type Binaries, installedBinaries } from './binaries.ts'
import { createCluster } from './cluster.ts'
import { hydrate, packageFolder } from './embedded.ts'
import { embeddedPackage } from './embedded-majors.ts'
import { setSuperuserPassword } from './initdb.ts'
import { keptTemplate } from './template.ts'

// Binaries of the test's own, so that what is kept of them is: the package's, by way of a script that counts.

let bin: string
let binaries: Binaries
let run: RunFolder
let kept: string
beforeAll(async () => {
  bin = mkdtempSync(join(tmpdir(), 'template-test-'))
  chmodSync(bin, 0o755)
  binaries = await install('first')
  run = await createRunFolder()
  kept = keptTemplate(binaries, 'postgres')
  vi.stubEnv('RUNBOOK_POSTGRES_BIN', join(bin, 'first'))
  vi.stubEnv('RUNBOOK_POSTGRES_MAJOR', '')
  await cluster('begun')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await run.remove()
  for (const path of [kept, bin]) rmSync(path, { recursive: true, force: true })
})

async function install(build: string): Promise<Binaries> {
  const native = join(packageFolder(await embeddedPackage()), 'native')
  await hydrate(native)
  mkdirSync(join(bin, build))
  const count = join(bin, build, 'count')
  writeFileSync(count, '')
  chmodSync(count, 0o666)
  for (const name of ['initdb', 'postgres']) {
    const counted = name === 'initdb' ? `echo >>'${count}'` : ':'
    const file = join(bin, build, name)
    writeFileSync(file, `#!/bin/sh\n${counted}\nexec '${join(native, 'bin', name)}' "$@"\n# ${file}\n`)
    chmodSync(file, 0o755)
  }
  return installedBinaries(join(bin, build))
}

const timesMade = (build = 'first'): number => readFileSync(join(bin, build, 'count'), 'utf8').length

const cluster = (name: string, { superuser = 'postgres', of = binaries } = {}) =>
  createCluster(of, join(run.path, name), { runFolder: run.path, superuser })

async function logIn({ host, port, superuser }: PostgresServer, password = superuser.password) {
  const client = new Client({
    host,
    port,
    database: 'postgres',
    user: superuser.user,
    password,
    ssl: { rejectUnauthorized: false },
  })
  await client.connect()
  try {
    return (await client.query('SELECT current_user AS who')).rows
  } finally {
    await client.end()
  }
}

describe('a data directory as initdb leaves it', () => {
  test('is made once for all runs, and each server has a password of its own', async () => {
    const another = await createRunFolder()
    const [first, second] = await Promise.all(
      [run, another].map(({ path }) => startServer('system', { name: 'server', runFolder: path })),
    )
    if (!first || !second) throw new Error('They did not start.')
    expect(timesMade()).toBe(1)
    expect(await logIn(first)).toEqual([{ who: 'postgres' }])
    expect(await logIn(second)).toEqual([{ who: 'postgres' }])
    await expect(logIn(second, first.superuser.password)).rejects.toMatchObject({ code: '28P01' })
    await expect(logIn(first, second.superuser.password)).rejects.toMatchObject({ code: '28P01' })
    await Promise.all([first.stop(), second.stop()])
    await another.remove()
  })

  test('is kept without a password, for the account that made it', () => {
    const bytes = readFileSync(kept)
    expect(bytes.includes('SCRAM-SHA-256$')).toBe(false)
    expect(bytes.includes('127.0.0.1/32            reject')).toBe(true)
    expect(bytes.includes('PRIVATE KEY')).toBe(false)
    expect(statSync(kept).mode & 0o777).toBe(0o600)
  })

  test('of other binaries is another', async () => {
    const of = await install('second')
    await cluster('of-others', { of })
    expect([timesMade(), timesMade('second')]).toEqual([1, 1])
    rmSync(keptTemplate(of, 'postgres'))
  })

  test.each<[string, () => Promise<void> | void]>([
    ['with another byte in it', anotherByte],
    ['that ends too soon', () => truncateSync(kept, 1_000_000)],
    ['of another superuser under its name', ofAnotherSuperuser],
    ['that another account left', anotherOwner],
  ])('%s is made anew, and kept', async (what, harm) => {
    const whole = readFileSync(kept).length
    await harm()
    const before = timesMade()
    const made = await startServer('system', { name: `${what} 1`, runFolder: run.path })
    expect(timesMade()).toBe(before + 1)
    expect(await logIn(made)).toEqual([{ who: 'postgres' }])
    await made.stop()
    expect(readFileSync(kept).length).toBe(whole)
    await cluster(`${what} 2`)
    expect(timesMade()).toBe(before + 1)
  })

  test('is kept for its run where it cannot be for others', async () => {
    rmSync(kept)
    mkdirSync(kept)
    const before = timesMade()
    await cluster('one')
    await cluster('two')
    expect(timesMade()).toBe(before + 1)
  })
})

function anotherByte(): void {
  const bytes = readFileSync(kept)
  const at = bytes.length >> 1
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(kept, bytes)
}

async function ofAnotherSuperuser(): Promise<void> {
  await cluster('theirs', { superuser: 'theirs' })
  const theirs = keptTemplate(binaries, 'theirs')
  copyFileSync(theirs, kept)
  rmSync(theirs)
}

/** What only root could do, and only root could read. */
function anotherOwner(): void {
  if (process.getuid?.() === 0) chownSync(kept, 65_534, 65_534)
  else chmodSync(kept, 0)
}

test('a password that cannot be set is an error that does not tell it', async () => {
  await cluster('without')
  const folder = join(run.path, 'without')
  const setting = setSuperuserPassword(binaries, run.path, { folder, user: 'nobody', password: 'a-secret' })
  await expect(setting).rejects.toThrow(
    /^No password could be set: \S+ \S+ UTC \[\d+\] ERROR: {2}role "nobody" does not exist$/,
  )
})
