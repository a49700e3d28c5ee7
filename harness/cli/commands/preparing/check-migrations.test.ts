import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runbook } from '../../../../fixtures/stand-in/runbook.config.ts'
import { makeOwnFolder } from '../../../planting/own-folder.ts'
import { runProgram } from '../../program.ts'

const folder = makeOwnFolder()

beforeAll(() => {
  mkdirSync(join(folder, 'tree'))
  writeFileSync(join(folder, 'tree', '1.sql'), 'CREATE TABLE a (id int);\n')
  const sql = 'GRANT SELECT, INSERT, UPDATE, DELETE ON a TO ledger_app;'
  const migrations = {
    trees: ['tree', [process.execPath, '-e', `console.log('${sql}')`]],
    unguardedGrant: 'error',
  }
  writeFileSync(
    join(folder, 'runbook.config.mts'),
    `export const runbook = ${JSON.stringify({ ...runbook, migrations })}`,
  )
  vi.stubEnv('RUNBOOK_CONFIG', join(folder, 'runbook.config.mts'))
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** Returns the exit status and what was printed, of reading alone. */
const ran = (...words: readonly string[]) => ranWith('--engine', 'read', ...words)

async function ranWith(...words: readonly string[]): Promise<string> {
  let written = ''
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written += String(text)
      return true
    }),
  )
  const status = await runProgram(['check-migrations', ...words])
  for (const spy of spies) spy.mockRestore()
  return `${status} ${written}`
}

test('without a folder the trees of the configuration are looked at, as one row', async () => {
  const text = await ran()
  expect(text).toContain('missing-privilege: public.a')
  expect(text).toContain(`${process.execPath} -e console.log('GRANT`)
  expect(text).toMatch(
    /^1 [\s\S]*error unguarded-grant[\s\S]*failed: 2 migrations, 2 findings, 0 warnings\n$/,
  )
})

test('with --since what a command writes is never old, and what git does not have changed is', async () => {
  expect(await ran('--since', 'HEAD')).toMatch(/failed: 2 migrations, 1 findings, 0 warnings, 1 of older/)
})

test('a folder that is typed is looked at alone', async () => {
  const text = await ran(join(folder, 'tree'))
  expect(text).toMatch(/failed: 1 migrations, 1 findings/)
  expect(readdirSync(folder).toSorted()).toEqual(['runbook.config.mts', 'tree'])
})

const broken = (name: string) => `#!/bin/sh
case "$*" in *--version*) echo '${name} (PostgreSQL) 17.2';; *) echo no space left >&2; exit 1;; esac
`

test.each([
  ['that does not start', ['initdb', 'postgres'], /^4 [\s\S]*initdb failed: no space left/],
  ['that is not there', [], /^2 .*there is no initdb, no postgres in it/],
])('a server %s is said, is no pass, and leaves nothing behind', async (_what, programs, said) => {
  const [bin, temporary] = [mkdtempSync(join(tmpdir(), 'bin-')), mkdtempSync(join(folder, 'tmp-'))]
  // The rehearsal's Postgres runs as another account where this one is root.
  chmodSync(bin, 0o755)
  for (const name of programs) writeFileSync(join(bin, name), broken(name), { mode: 0o755 })
  vi.stubEnv('RUNBOOK_POSTGRES_BIN', bin)
  vi.stubEnv('TMPDIR', temporary)
  const text = await ranWith(join(folder, 'tree'), '--engine', 'run', '--postgres', 'system')
  expect(text).toMatch(said)
  // What tsx has translated it keeps.
  expect(readdirSync(temporary).filter((name) => !name.startsWith('tsx-'))).toEqual([])
  vi.stubEnv('TMPDIR', undefined)
  rmSync(bin, { recursive: true })
})
