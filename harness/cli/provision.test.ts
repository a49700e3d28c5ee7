import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Rehearsal } from './rehearsal.ts'
import { processes } from './testing/processes.ts'
import { type CliRun, runCli } from './testing/run-cli.ts'
import { startTestRehearsal } from './testing/test-rehearsal.ts'

const app = 'raxx-api-staging'
let rehearsal: Rehearsal

beforeAll(async () => {
  rehearsal = await startTestRehearsal({ provisioned: false })
})

afterAll(() => rehearsal.stop())

const provision = (...options: string[]): Promise<CliRun> =>
  runCli({ ...rehearsal.env, RUNBOOK_ALLOW_PROVISION: app }, 'provision', '--env', 'staging', ...options)

async function releases(): Promise<string[]> {
  const { stdout } = await execa(rehearsal.env['RUNBOOK_HEROKU'] ?? '', ['releases', '--json', '-a', app], {
    env: rehearsal.env,
    extendEnv: false,
  })
  return (JSON.parse(stdout) as { description: string }[]).map(({ description }) => description)
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
  const { stdout } = await execa(
    rehearsal.env['RUNBOOK_HEROKU'] ?? '',
    ['config:get', 'RAPTOR_APP_DATABASE_URL', '-a', app],
    { env: rehearsal.env, extendEnv: false },
  )
  const { password } = new URL(stdout)
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
