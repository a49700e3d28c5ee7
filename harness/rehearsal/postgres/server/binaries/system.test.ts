import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { platformProcess } from '../../../testing/test-platform.ts'
import { ConfigurationError } from '../../configuration-error.ts'
import { startServer } from '../server.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'system-test-'))
  chmodSync(folder, 0o755)
  vi.stubEnv('RUNBOOK_POSTGRES_BIN', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** A Postgres that says what a machine's own may say. */
function pretend(script: string): void {
  for (const name of ['initdb', 'postgres']) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  }
}

async function refusal(major?: number): Promise<string> {
  const started = startServer('system', {
    name: 'none',
    runFolder: folder,
    ...(major !== undefined && { major }),
  })
  const error = await started.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ConfigurationError)
  return error instanceof Error ? error.message : ''
}

test('a folder without a Postgres is named, with what is missing and how to go on', async () => {
  expect(await refusal()).toBe(
    `RUNBOOK_POSTGRES_BIN is '${folder}', and there is no initdb, no postgres in it. Set RUNBOOK_POSTGRES_BIN to the folder of initdb and postgres, or use --postgres embedded.`,
  )
})

test('a Postgres of another major version is named', async () => {
  pretend('echo "postgres (PostgreSQL) 16.4"')
  expect(await refusal(17)).toBe(
    `Postgres 17 was asked for, and ${folder} holds 16.4: point RUNBOOK_POSTGRES_BIN at the folder of a Postgres 17, or use --postgres embedded.`,
  )
})

test('a Postgres that does not run says why, in one line', async () => {
  pretend('echo "libicu is missing" >&2; exit 127')
  expect(await refusal()).toMatch(
    /^The Postgres in \S+ does not run: Command failed: .*libicu is missing\. Point /,
  )
})

test('a major version that this machine does not have is named, with those it has', async () => {
  vi.stubEnv('RUNBOOK_POSTGRES_BIN', '')
  expect(await refusal(9)).toMatch(
    /^This machine has no Postgres 9 of its own: \/usr\/lib\/postgresql holds (none|\d+(, \d+)*)\. Set /,
  )
})

test('the platform exits 2 with that line alone', async () => {
  const { exitCode, all } = await platformProcess('--postgres', 'system')
  expect(exitCode).toBe(2)
  expect(all).toContain(`RUNBOOK_POSTGRES_BIN is '${folder}'`)
  expect(all.split('\n')).toHaveLength(1)
})
