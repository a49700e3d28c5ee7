import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runbook } from '../../fixtures/stand-in/runbook.config.ts'
import { makeOwnFolder } from '../planting/own-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = makeOwnFolder()
const count = 400

beforeAll(() => {
  for (let n = 0; n < count; n++)
    writeFileSync(
      join(folder, `${1000 + n}_t${n}.sql`),
      `CREATE TABLE t${n} (id int); GRANT SELECT, INSERT, UPDATE, DELETE ON t${n} TO ${runbook.role};`,
    )
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What a command that prints more than a pipe holds comes to, with that behind its pipe. */
const piped = (reader: string): Promise<{ stdout: string }> =>
  execa(
    'bash',
    [
      '-c',
      `"$0" harness/typescript/run.mjs harness/cli/main.ts check-migrations --engine read --json "$1/report" "$1" | ${reader}; echo "exit status \${PIPESTATUS[0]}"`,
      process.execPath,
      folder,
    ],
    { cwd: root, env: { NO_COLOR: '1' } },
  )

it('comes to its last line through a pipe whose reader takes its time', async () => {
  const { stdout } = await piped('(sleep 2; cat)')
  expect(stdout.length).toBeGreaterThan(2 * 65_536)
  expect(stdout.split('\n').slice(-2)).toEqual([
    `passed: ${count} migrations, 0 findings, ${count} warnings`,
    'exit status 0',
  ])
})

it('ends as it would where the reader of its pipe is gone', async () => {
  const { stdout } = await piped('head -1')
  expect(stdout.split('\n')).toEqual([expect.stringContaining('unguarded-grant'), 'exit status 0'])
})
