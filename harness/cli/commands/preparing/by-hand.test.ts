import { readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { journalFile, journalFolder, readJournal } from '../../../journal/journal-file.ts'
import { makeOwnFolder } from '../../../planting/own-folder.ts'
import { psqlVersion } from '../../../postgres/psql.ts'
import { type AtTerminal, atTerminal, hasTerminals, onScreen } from '../../testing/at-terminal.ts'
import { isRead } from '../../testing/is-read.ts'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'

const main = ['./harness/typescript/run.mjs', 'harness/cli/main.ts'] as const
/** What an operator typed, and which of the platform's requests came of it. */
interface Typed {
  readonly commands: string
  /** `PATCH /apps/<app>/config-vars`. */
  readonly requests: readonly string[]
}

/** Does what it is told to, as somebody in another terminal, and says when it is done; returns what that was. */
async function operate(terminal: AtTerminal, app: RehearsedApp, shell: NodeJS.ProcessEnv): Promise<Typed[]> {
  const told: Typed[] = []
  for (let from = 0; told.length < 12; from = terminal.output().length) {
    await terminal.printed(/(Type in another terminal:|not done yet: )[^]*Enter once it is done/, from)
    const said = onScreen(terminal.output().slice(from))
    const [, typed = ''] = /Type in another terminal:\n\n([^]*?)\n\n {4}(?:To look|Expect)/.exec(said) ?? []
    if (!said.includes('Enter once it is done')) break
    // The first time they say so though they have done nothing.
    const isIdle = told.length === 0
    const command = typed || told[0]?.commands || ''
    const before = await app.requests()
    if (!isIdle) await execa('bash', ['-euo', 'pipefail', '-c', command], { env: shell, extendEnv: false })
    told.push({
      commands: typed || 'not done yet',
      requests: (await app.requests()).slice(before.length),
    })
    terminal.type('\r')
  }
  return told
}

const changing = (requests: readonly string[]): string[] => requests.filter((request) => !isRead(request))

/** As the journal has it: what a shell alone needs is left out, and what is secret. */
const inJournal = (typed: string): string =>
  `by hand: ${typed.replace(/"\$\(.*\)"/, '***').replace(/ (> \/dev\/null|<<'SQL')$/, '')}`

// Some twenty runs of the whole CLI: `pnpm bench:by-hand` has them, and `pnpm test` says that it has not.
const driven = process.env['RUNBOOK_BY_HAND'] === '1' && hasTerminals ? it : it.skip
const timeoutMs = 800_000

/** The config var that has the URL of each role. */
const urlOf: Readonly<Record<string, string>> = {
  ledger_app: 'LEDGER_APP_DATABASE_URL',
}

/** The commands that are typed for one role, the first line of each. */
const cases = [
  {
    environment: 'staging',
    roles: {
      ledger_app: [
        'heroku pg:credentials:create DATABASE --name ledger_app -a shop-api-staging',
        'not done yet',
        `heroku config:set LEDGER_APP_DATABASE_URL="$(heroku pg:credentials:url DATABASE --name ledger_app -a shop-api-staging | grep -o 'postgres://.*')" -a shop-api-staging > /dev/null`,
        "heroku pg:psql DATABASE -a shop-api-staging <<'SQL'",
        'heroku config:set FLAG_LEDGER_APP_ROLE_SEPARATION=1 -a shop-api-staging',
        'heroku restart -a shop-api-staging',
      ],
    },
  },
]

driven.for(cases)(
  'at a terminal on $environment, each step typed by an operator, it changes nothing itself, and leaves an app that verifies and a journal that says who did it',
  { timeout: timeoutMs },
  async ({ environment, roles }, context) => {
    const psql = await psqlVersion().catch(() => undefined)
    context.skip(psql === undefined, 'there is no psql on this machine, and heroku pg:psql needs one')
    const app = await RehearsedApp.start({ provisioned: false, environment })
    const other = await RehearsedApp.start({ provisioned: false, environment })
    const folder = makeOwnFolder()
    let terminal: AtTerminal | undefined
    try {
      symlinkSync(app.env['RUNBOOK_HEROKU'] ?? '', join(folder, 'heroku'))
      const shell = { ...app.env, PATH: `${folder}:${process.env['PATH']}` }
      const allowed = { RUNBOOK_ALLOW_PROVISION: app.name, RUNBOOK_CONFIG: process.env['RUNBOOK_CONFIG'] }
      const lines: string[] = []
      for (const [role, expected] of Object.entries(roles)) {
        const options = ['--env', environment, '--role', role]
        const [before, beforeTool] = [(await app.requests()).length, (await other.requests()).length]
        terminal = atTerminal([process.execPath, ...main, 'provision', ...options, '--by-hand'], {
          env: { ...app.env, ...allowed, TERM: 'xterm', NO_COLOR: '1' },
          columns: 120,
        })
        const typed = await operate(terminal, app, shell)
        const { exitCode, output } = await terminal.ended
        expect(exitCode, output).toBe(0)
        expect(typed.map(({ commands }) => commands.split('\n')[0])).toEqual(expected)
        expect(output).toContain('not done yet: ')
        lines.push(...expected.filter((line) => line !== 'not done yet').map(inJournal))

        const byHand = changing((await app.requests()).slice(before))
        expect(byHand, 'what was changed, and not by the operator').toEqual(
          typed.flatMap(({ requests }) => changing(requests)),
        )
        const tool = await other.run(['provision', '--role', role], allowed)
        expect(tool.exitCode, tool.output).toBe(0)
        expect(byHand).toEqual(changing((await other.requests()).slice(beforeTool)))
        const { password } = new URL((await app.api.configVars())[urlOf[role] ?? ''] ?? '')
        expect(output.includes(password), 'the password on the screen').toBe(false)
        const file = journalFile(journalFolder(app.env), app.name)
        expect(readFileSync(file, 'utf8').includes(password), 'the password in the journal').toBe(false)
      }
      const written = readJournal(journalFile(journalFolder(app.env), app.name)) ?? []
      expect(written.flatMap(({ entry }) => (entry?.type === 'before' ? entry.what : []))).toEqual(lines)
      const whole = await app.run(['journal', '--verify'])
      expect(whole.exitCode, whole.output).toBe(0)
      const verified = await app.run(['verify'])
      expect(verified.exitCode, verified.output).toBe(0)
    } finally {
      terminal?.end()
      rmSync(folder, { recursive: true })
      await Promise.all([app.stop(), other.stop()])
    }
  },
)
