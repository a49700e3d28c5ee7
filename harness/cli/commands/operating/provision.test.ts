import { afterAll, beforeAll, expect, it } from 'vitest'
import { processes } from '../../testing/processes.ts'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'
import type { CliRun } from '../../testing/run-cli.ts'

let staging: RehearsedApp

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: false })
})

afterAll(() => staging.stop())

const provision = (...options: string[]): Promise<CliRun> =>
  staging.run(['provision', ...options], { RUNBOOK_ALLOW_PROVISION: staging.name })

/** Runs the work and returns every command line that any process had meanwhile: none of the CLI lives under half a second. */
async function commandLinesDuring(work: Promise<unknown>): Promise<Set<string>> {
  const seen = new Set<string>()
  const look = setInterval(() => processes().forEach(({ commandLine }) => seen.add(commandLine)), 100)
  await work.finally(() => clearInterval(look))
  return seen
}

it('changes nothing in a dry run, and says what it would run', async () => {
  const before = await staging.api.releases()
  const run = await provision('--dry-run')
  expect(run.exitCode, run.output).toBe(0)
  expect(run.output).toContain(
    'would run `heroku pg:credentials:create DATABASE --name ledger_app -a shop-api-staging`',
  )
  expect(run.output).toMatch(
    /it cannot be tried yet; it depends on the steps before it: Role ledger_app does/,
  )
  expect(await staging.api.releases()).toEqual(before)
})

it('carries out the runbook, and shows the password to nobody', async () => {
  let run: CliRun | undefined
  // What was there cannot be read as a URL, and is to be mended like any other.
  await staging.api.setConfigVars({ LEDGER_APP_DATABASE_URL: 'postgres://ledger_app:100%x@db.example/d1' })
  const commandLines = await commandLinesDuring(
    provision().then((ended) => {
      run = ended
    }),
  )
  expect(run?.exitCode, run?.output).toBe(0)
  const { LEDGER_APP_DATABASE_URL: url = '' } = await staging.api.configVars()
  const { password } = new URL(url)
  expect(password.length).toBeGreaterThan(20)
  expect(
    [...commandLines].filter((line) => line.includes(`-a ${staging.name}`)),
    'command lines of the CLI',
  ).not.toEqual([])
  expect(
    [...commandLines].filter((line) => line.includes(password)),
    'command lines with the password',
  ).toEqual([])
  expect(run?.output.includes(password), 'the password in the output').toBe(false)
  expect(JSON.stringify(run?.report).includes(password), 'the password in the report').toBe(false)
})

it('finds everything done when it is run again: only the restart is repeated', async () => {
  const before = await staging.api.releases()
  const run = await provision()
  expect(run.exitCode, run.output).toBe(0)
  const steps = run.report?.items.filter(({ kind }) => kind === 'step') ?? []
  expect(steps.filter(({ notes }) => !notes[0]?.startsWith('already so')).map(({ title }) => title)).toEqual([
    'Step 6. Restart the app',
  ])
  expect(await staging.api.releases()).toEqual(before)
})

it('tries its SQL in a dry run where the role is there, and says what that showed', async () => {
  await staging.hand.rehearsal.superuser('REVOKE SELECT ON orders FROM ledger_app')
  const reaching = await provision('--dry-run')
  expect(reaching.exitCode, reaching.output).toBe(0)
  expect(reaching.output).toContain('would run `GRANT SELECT ON public.orders TO ledger_app`')
  expect(reaching.output).toContain('tried as the owner and rolled back, it reached the policy')
  const held = "SELECT has_table_privilege('ledger_app', 'orders', 'SELECT') AS held"
  expect((await staging.hand.rehearsal.superuser(held)).rows).toEqual([{ held: false }])

  await staging.hand.rehearsal.superuser('GRANT pg_read_all_data TO ledger_app')
  const short = await provision('--dry-run')
  expect(short.exitCode, short.output).toBe(1)
  expect(short.output).toContain('do not reach the policy')
})
