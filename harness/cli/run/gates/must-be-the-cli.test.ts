import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'
import type { CliRun } from '../../testing/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'programs-'))
let staging: RehearsedApp

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true })
})

afterAll(async () => {
  await staging.stop()
  rmSync(folder, { recursive: true })
})

function program(name: string, script: string): string {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return file
}

describe.concurrent('a command whose RUNBOOK_HEROKU is another program', () => {
  const run = (bin: string, command: readonly [string, ...string[]] = ['verify']): Promise<CliRun> =>
    staging.run(command, { RUNBOOK_HEROKU: bin, RUNBOOK_ALLOW_PROVISION: staging.name })

  it.for([
    ['says nothing', program('nothing', ':'), "asked for its version it says ''"],
    ['knows no such option', '/bin/cat', "it says 'cat (GNU coreutils)"],
    [
      'prints a page',
      program('page', 'echo "<!doctype html><title>Log in</title>"'),
      "says '<!doctype html>",
    ],
  ] as const)('that %s: exit 2, in one line that names it', async ([, bin, said], test) => {
    const ended = await run(bin)
    test.expect(ended).toMatchObject({ exitCode: 2, report: undefined })
    test.expect(ended.output).toContain(`RUNBOOK_HEROKU is '${bin}', which is not the Heroku CLI`)
    test.expect(ended.output).toContain(said)
    test.expect(ended.output).not.toContain('\n')
  })

  it.for(['provision', 'rollback', 'diagnose', 'plan'])('pnpm %s', async (command, test) => {
    const ended = await run('/bin/false', [command])
    test.expect(ended).toMatchObject({ exitCode: 2, report: undefined })
    test.expect(ended.output).not.toContain('\n')
  })
})

it('is inconclusive where it is the CLI, and an answer of it cannot be read', async () => {
  const real = staging.env['RUNBOOK_HEROKU'] ?? ''
  const script = `[ "$1" = --version ] && exec '${real}' --version\necho '<html>'`
  const bin = program('odd', script)
  const run = await staging.run(['plan'], { RUNBOOK_HEROKU: bin })
  expect(run).toMatchObject({ exitCode: 4, report: { outcome: 'inconclusive' } })
})
