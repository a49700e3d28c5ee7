import { afterAll, beforeAll, expect, it } from 'vitest'
import { processes } from '../testing/processes.ts'
import { RehearsedApp } from '../testing/rehearsed-app.ts'
import type { CliRun } from '../testing/run-cli.ts'

let staging: RehearsedApp

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: false })
})

afterAll(() => staging.stop())

const provision = (...options: string[]): Promise<CliRun> =>
  staging.run(['provision', ...options], { RUNBOOK_ALLOW_PROVISION: staging.name })

async function releases(): Promise<string[]> {
  staging.hand.app.forget()
  return (await staging.hand.app.releases()).map(({ description }) => description)
}

/** Runs the work and returns every command line that any process had meanwhile. */
async function commandLinesDuring(work: Promise<unknown>): Promise<Set<string>> {
  const seen = new Set<string>()
  const look = setInterval(() => processes().forEach(({ commandLine }) => seen.add(commandLine)), 20)
  await work.finally(() => clearInterval(look))
  return seen
}

it('changes nothing in a dry run, and says what it would run', async () => {
  const before = await releases()
  const run = await provision('--dry-run')
  expect(run.exitCode, run.output).toBe(0)
  expect(run.output).toContain(
    'would run `heroku pg:credentials:create DATABASE --name raptor_app -a raxx-api-staging`',
  )
  expect(await releases()).toEqual(before)
})

it('carries out the runbook, and shows the password to nobody', async () => {
  let run: CliRun | undefined
  const commandLines = await commandLinesDuring(
    provision().then((ended) => {
      run = ended
    }),
  )
  expect(run?.exitCode, run?.output).toBe(0)
  staging.hand.app.forget()
  const url = (await staging.hand.app.configVars()).url('RAPTOR_APP_DATABASE_URL')
  const { password } = new URL(url?.reveal() ?? '')
  expect(password.length).toBeGreaterThan(20)
  expect(
    [...commandLines].filter((line) => line.includes('config:set RAPTOR_APP_DATABASE_URL=')),
  ).not.toEqual([])
  expect(
    [...commandLines].filter((line) => line.includes(password)),
    'command lines with the password',
  ).toEqual([])
  expect(run?.output.includes(password), 'the password in the output').toBe(false)
  expect(JSON.stringify(run?.report).includes(password), 'the password in the report').toBe(false)
})

it('finds everything done when it is run again: only the restart is repeated', async () => {
  const before = await releases()
  const run = await provision()
  expect(run.exitCode, run.output).toBe(0)
  const steps = run.report?.items.filter(({ kind }) => kind === 'step') ?? []
  expect(steps.filter(({ notes }) => !notes[0]?.startsWith('already so')).map(({ title }) => title)).toEqual([
    'Step 6. Restart the app',
  ])
  expect(await releases()).toEqual(before)
})
