import { chmodSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { makeOwnFolder } from '../../planting/own-folder.ts'
import { psqlVersion } from '../../postgres/psql.ts'
import { RehearsedApp } from '../testing/rehearsed-app.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const page = join(root, 'docs/RUNBOOK.md')

it('docs/RUNBOOK.md is what the specs say: `npx vitest run harness/cli/commands/runbook-print.test.ts -u` writes it anew', async () => {
  const { stdout } = await execa(
    process.execPath,
    [
      '--import',
      './harness/typescript/register.mjs',
      'harness/cli/main.ts',
      'runbook-print',
      '--env',
      'staging',
    ],
    { cwd: root, env: { VITEST: '', NODE_ENV: '' }, stripFinalNewline: false },
  )
  await expect(stdout).toMatchFileSnapshot(page)
})

/** The commands of some sections, in their order: what is fenced as shell, and nothing else. */
function commandsIn(markdown: string, sections: readonly string[]): string {
  const parts = markdown.split(/^## /m).filter((part) => sections.includes(part.split('\n')[0] ?? ''))
  expect(parts).toHaveLength(sections.length)
  return parts
    .flatMap((part) => [...part.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands]) => commands))
    .join('')
}

// Thirty runs of the whole CLI: `pnpm bench:by-hand` has them, and `pnpm test` says that it has not.
const followed = process.env['RUNBOOK_BY_HAND'] === '1' ? it : it.skip
const timeoutMs = 900_000

followed(
  'followed by hand, command by command, it leaves an app that verifies',
  async (context) => {
    const psql = await psqlVersion().catch(() => undefined)
    context.skip(psql === undefined, 'there is no psql on this machine, and heroku pg:psql needs one')
    const staging = await RehearsedApp.start({ provisioned: false })
    const folder = makeOwnFolder()
    try {
      symlinkSync(staging.env['RUNBOOK_HEROKU'] ?? '', join(folder, 'heroku'))
      const script = join(folder, 'by-hand.sh')
      const sections = ['Preconditions', 'Steps 1 to 6', 'Rollback', 'Forward again']
      writeFileSync(script, `set -euo pipefail\n${commandsIn(readFileSync(page, 'utf8'), sections)}`)
      chmodSync(script, 0o700)
      const byHand = await execa('bash', ['-x', script], {
        env: { ...staging.env, PATH: `${folder}:${process.env['PATH']}` },
        extendEnv: false,
        all: true,
        reject: false,
        stdin: 'ignore',
        timeout: timeoutMs,
      })
      expect(byHand.exitCode, byHand.all).toBe(0)
      const verified = await staging.run(['verify'])
      expect(verified.exitCode, verified.output).toBe(0)
    } finally {
      rmSync(folder, { recursive: true })
      await staging.stop()
    }
  },
  timeoutMs,
)
