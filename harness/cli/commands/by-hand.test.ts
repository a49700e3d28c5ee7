import { readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { journalFile, journalFolder, readJournal } from '../../journal/journal-file.ts'
import { makeOwnFolder } from '../../planting/own-folder.ts'
import { psqlVersion } from '../../postgres/psql.ts'
import { type AtTerminal, atTerminal, hasTerminals, onScreen } from '../testing/at-terminal.ts'
import { RehearsedApp } from '../testing/rehearsed-app.ts'

const main = ['--import', './harness/typescript/register.mjs', 'harness/cli/main.ts'] as const
/** Does what it is told to, as somebody in another terminal, and says when it is done; returns what that was. */
async function operate(terminal: AtTerminal, shell: NodeJS.ProcessEnv): Promise<string[]> {
  const told: string[] = []
  for (let from = 0; told.length < 12; from = terminal.output().length) {
    await terminal.printed(/(Type in another terminal:|not done yet: )[^]*Enter once it is done/, from)
    const said = onScreen(terminal.output().slice(from))
    const [, typed = ''] = /Type in another terminal:\n\n([^]*?)\n\n {4}(?:To look|Expect)/.exec(said) ?? []
    if (!said.includes('Enter once it is done')) break
    // The first time they say so though they have done nothing.
    const isIdle = told.length === 0
    told.push(typed || 'not done yet')
    const command = typed || told[0] || ''
    if (!isIdle) await execa('bash', ['-euo', 'pipefail', '-c', command], { env: shell, extendEnv: false })
    terminal.type('\r')
  }
  return told
}

// Some twenty runs of the whole CLI: `pnpm bench:by-hand` has them, and `pnpm test` says that it has not.
const driven = process.env['RUNBOOK_BY_HAND'] === '1' && hasTerminals ? it : it.skip
const timeoutMs = 400_000

driven(
  'at a terminal, each step typed by an operator, it leaves an app that verifies, and a journal that says who did it',
  async (context) => {
    const psql = await psqlVersion().catch(() => undefined)
    context.skip(psql === undefined, 'there is no psql on this machine, and heroku pg:psql needs one')
    const staging = await RehearsedApp.start({ provisioned: false })
    const folder = makeOwnFolder()
    let terminal: AtTerminal | undefined
    try {
      symlinkSync(staging.env['RUNBOOK_HEROKU'] ?? '', join(folder, 'heroku'))
      const shell = { ...staging.env, PATH: `${folder}:${process.env['PATH']}` }
      terminal = atTerminal([process.execPath, ...main, 'provision', '--env', 'staging', '--by-hand'], {
        env: { ...staging.env, RUNBOOK_ALLOW_PROVISION: staging.name, TERM: 'xterm', NO_COLOR: '1' },
        columns: 120,
      })
      const typed = await operate(terminal, shell)
      const { exitCode, output } = await terminal.ended
      expect(exitCode, output).toBe(0)
      expect(typed.map((commands) => commands.split('\n')[0])).toMatchInlineSnapshot(`
        [
          "heroku pg:credentials:create DATABASE --name ledger_app -a shop-api-staging",
          "not done yet",
          "heroku config:set LEDGER_APP_DATABASE_URL="$(heroku pg:credentials:url DATABASE --name ledger_app -a shop-api-staging | grep -o 'postgres://.*')" -a shop-api-staging > /dev/null",
          "heroku pg:psql DATABASE -a shop-api-staging <<'SQL'",
          "heroku config:set FLAG_LEDGER_APP_ROLE_SEPARATION=1 -a shop-api-staging",
          "heroku restart -a shop-api-staging",
        ]
      `)
      expect(output).toContain('not done yet: ')
      const { LEDGER_APP_DATABASE_URL: url = '' } = await staging.api.configVars()
      expect(output.includes(new URL(url).password), 'the password on the screen').toBe(false)

      const file = journalFile(journalFolder(staging.env), staging.name)
      const lines = (readJournal(file) ?? []).flatMap(({ entry }) =>
        entry?.type === 'before' ? entry.what : [],
      )
      expect(lines).toMatchInlineSnapshot(`
        [
          "by hand: heroku pg:credentials:create DATABASE --name ledger_app -a shop-api-staging",
          "by hand: heroku config:set LEDGER_APP_DATABASE_URL=*** -a shop-api-staging",
          "by hand: heroku pg:psql DATABASE -a shop-api-staging",
          "by hand: heroku config:set FLAG_LEDGER_APP_ROLE_SEPARATION=1 -a shop-api-staging",
          "by hand: heroku restart -a shop-api-staging",
        ]
      `)
      expect(readFileSync(file, 'utf8').includes(new URL(url).password), 'the password in the journal').toBe(
        false,
      )
      const whole = await staging.run(['journal', '--verify'])
      expect(whole.exitCode, whole.output).toBe(0)
      const verified = await staging.run(['verify'])
      expect(verified.exitCode, verified.output).toBe(0)
    } finally {
      terminal?.end()
      rmSync(folder, { recursive: true })
      await staging.stop()
    }
  },
  timeoutMs,
)
