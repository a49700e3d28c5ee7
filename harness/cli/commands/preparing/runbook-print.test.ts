import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, it, vi } from 'vitest'
import { makeOwnFolder } from '../../../planting/own-folder.ts'
import { psqlVersion } from '../../../postgres/psql.ts'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const page = join(root, 'docs/RUNBOOK.md')

const source = join(root, 'fixtures/source.runbook.config.ts')
const secondApp = join(root, 'fixtures/second-app/runbook.config.ts')
const main = ['./harness/typescript/run.mjs', 'harness/cli/main.ts'] as const

/** The page of an environment, printed by a process that knows nothing of this one. */
async function printed(config: string, ...options: readonly string[]): Promise<string> {
  const { stdout } = await execa(process.execPath, [...main, 'runbook-print', ...options], {
    cwd: root,
    env: { VITEST: '', NODE_ENV: '', RUNBOOK_CONFIG: config },
    stripFinalNewline: false,
  })
  return stdout
}

it('docs/RUNBOOK.md is what the specs say: `npx vitest run harness/cli/commands/preparing/runbook-print.test.ts -u` writes it anew', async () => {
  await expect(await printed(source, '--env', 'staging')).toMatchFileSnapshot(page)
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

followed.for([
  { environment: 'staging', config: source, roles: [['--env', 'staging']] },
  {
    environment: 'trial',
    config: secondApp,
    roles: ['rota_web', 'rota_worker'].map((role) => ['--env', 'trial', '--role', role]),
  },
])(
  'followed by hand on $environment, command by command and role by role, it leaves an app that verifies',
  { timeout: timeoutMs },
  async ({ environment, config, roles }, context) => {
    const psql = await psqlVersion().catch(() => undefined)
    context.skip(psql === undefined, 'there is no psql on this machine, and heroku pg:psql needs one')
    vi.stubEnv('RUNBOOK_CONFIG', config)
    const app = await RehearsedApp.start({ provisioned: false, environment })
    const folder = makeOwnFolder()
    try {
      symlinkSync(app.env['RUNBOOK_HEROKU'] ?? '', join(folder, 'heroku'))
      const script = join(folder, 'by-hand.sh')
      const sections = ['Preconditions', 'Steps 1 to 6', 'Rollback', 'Forward again']
      const pages = await Promise.all(roles.map((options) => printed(config, ...options)))
      const commands = pages.map((one) => commandsIn(one, sections)).join('')
      writeFileSync(script, `set -euo pipefail\n${commands}`)
      chmodSync(script, 0o700)
      const byHand = await execa('bash', ['-x', script], {
        env: { ...app.env, PATH: `${folder}:${process.env['PATH']}` },
        extendEnv: false,
        all: true,
        reject: false,
        stdin: 'ignore',
        timeout: timeoutMs,
      })
      expect(byHand.exitCode, byHand.all).toBe(0)
      const verified = await app.run(['verify'])
      expect(verified.exitCode, verified.output).toBe(0)
    } finally {
      rmSync(folder, { recursive: true })
      await app.stop()
      vi.unstubAllEnvs()
    }
  },
)
