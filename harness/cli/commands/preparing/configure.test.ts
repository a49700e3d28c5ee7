import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readConfig } from '../../../config/load.ts'
import { subjectOf } from '../../../config/subject.ts'
import { UsageError } from '../../../config/usage-error.ts'
import type { Options } from '../../options.ts'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'
import { type CliRun, runCli } from '../../testing/run-cli.ts'
import { runConfigureCommand } from './configure.ts'

let staging: RehearsedApp
let folder: string

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: false })
  folder = await mkdtemp(join(tmpdir(), 'configure-'))
})

afterAll(async () => {
  await staging.stop()
  await rm(folder, { recursive: true })
})

const configure = (env: NodeJS.ProcessEnv, ...options: string[]): Promise<CliRun> =>
  runCli({ ...staging.env, ...env }, 'configure', ...options)

it('reads the database of an environment, with the names that its configuration has', async () => {
  const out = join(folder, 'of-env.config.ts')
  const run = await staging.run(['configure', '--out', out])
  expect(run.exitCode, run.output).toBe(1)
  expect(run.output).toContain('append-only')
  const { role, configVars, policy } = subjectOf(await readConfig(out), 'staging')
  expect({ role, configVars }).toEqual({
    role: staging.hand.subject.role,
    configVars: staging.hand.subject.configVars,
  })
  expect(policy.appendOnly.tables).toEqual(staging.hand.subject.policy.appendOnly.tables)
  expect(Object.keys(policy.tables.named)).toEqual(['public.alembic_version', 'public.schema_migrations'])
  expect(run.report?.items.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
    'configure/file passed',
    'configure/policy passed',
    'configure/open failed',
  ])
})

it('reads the database of an app that no configuration names', async () => {
  const out = join(folder, 'of-app.config.ts')
  const run = await configure({}, '--app', staging.name, '--role', 'shop_role', '--out', out)
  expect(run.exitCode, run.output).toBe(1)
  const config = await readConfig(out)
  expect(Object.keys(config.roles)).toEqual(['shop_role'])
  expect(config.environments['prod']?.app).toBe(staging.name)
})

it('reads a database by its URL, asks Heroku nothing, and prints no password', async () => {
  const asked = (await staging.requests()).length
  const url = staging.ownerUrl
  const out = join(folder, 'of-url.config.ts')
  const quiet = await configure({ RUNBOOK_DATABASE_URL: url.href }, '--database-url', '--out', out)
  expect(quiet.exitCode, quiet.output).toBe(1)
  expect(quiet.output).not.toContain('RUNBOOK_DATABASE_URL')
  const loud = await configure({}, '--database-url', url.href, '--out', join(folder, 'loud.config.ts'))
  expect(loud.output).toContain('set RUNBOOK_DATABASE_URL, and give --database-url alone')
  expect((await staging.requests()).length).toBe(asked)
  for (const text of [
    quiet.output,
    loud.output,
    JSON.stringify([quiet.report, loud.report]),
    await readFile(out, 'utf8'),
  ])
    expect(text).not.toContain(url.password)
})

it.each<[string, Partial<Options>, string]>([
  ['no database', {}, 'which database is to be read?'],
  ['two databases', { env: 'staging', app: 'other-api' }, 'which database is to be read?'],
  ['an environment that is none', { env: 'stagin' }, "--env 'stagin' is not known"],
  ['a URL that is none', { databaseUrl: 'postgres://u:hunter2hunter2@' }, 'its text is withheld'],
  ['no URL in the shell', { databaseUrl: true }, 'RUNBOOK_DATABASE_URL none'],
  ['an app that is no name', { app: 'Shop API' }, "environments.prod.app would be 'Shop API'"],
  ['a role that is no name', { app: 'shop-api', role: 'Shop' }, "role would be 'Shop'"],
  ['a folder that is not there', { app: 'shop-api', out: '/nowhere/at/all.ts' }, 'cannot be written'],
])('with %s says so in one line, and does nothing', async (_, options, line) => {
  const out = join(folder, 'refused.config.ts')
  const refused = await runConfigureCommand({ env: 'rehearsal', out, ...options }).catch(
    (error: unknown) => error,
  )
  expect(refused).toBeInstanceOf(UsageError)
  const { message } = refused as UsageError
  expect(message).toContain(line)
  expect(message).not.toMatch(/hunter2|\n/)
  await expect(readFile(out, 'utf8')).rejects.toThrow('ENOENT')
})

it('writes over nothing, and asks nobody where the file is there: exit status 2', async () => {
  const out = join(folder, 'mine.config.ts')
  await writeFile(out, 'mine')
  const asked = (await staging.requests()).length
  const { exitCode, output } = await staging.run(['configure', '--out', out])
  expect(exitCode).toBe(2)
  expect(output.trim().split('\n')).toEqual([expect.stringMatching(/mine\.config\.ts' is there already/)])
  expect(await readFile(out, 'utf8')).toBe('mine')
  expect((await staging.requests()).length).toBe(asked)
})

it('where the database cannot be reached nothing is written: exit status 4', async () => {
  const out = join(folder, 'away.config.ts')
  const url = 'postgres://someone:hunter2hunter2@127.0.0.1:1/nowhere'
  const run = await configure({ RUNBOOK_DATABASE_URL: url }, '--database-url', '--out', out)
  expect(run.exitCode, run.output).toBe(4)
  expect(run.output).toContain('Postgres could not be reached')
  await expect(readFile(out, 'utf8')).rejects.toThrow('ENOENT')
})
