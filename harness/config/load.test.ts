import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { runbook } from '../../fixtures/stand-in/runbook.config.ts'
import { configurationFile, readConfig } from './load.ts'

const own = fileURLToPath(new URL('../../runbook.config.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'config-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
/** The line that a configuration file with this text is refused with; nothing where it is accepted. */
async function refusal(text: string): Promise<string | undefined> {
  const file = join(folder, `${files++}.config.mjs`)
  writeFileSync(file, text)
  return readConfig(file).then(
    () => undefined,
    (error: unknown) => String(error).replace(/^UsageError: .*?\.config\.mjs:? /, ''),
  )
}

const changed = (change: object): string => refusalText({ ...runbook, ...change })
const accepting = (change: object): object => ({
  ...runbook.privileges,
  accepted: [
    { code: 'cascade-bypass', object: 'public.audit', reason: 'known', until: '2027-03-31', ...change },
  ],
})
const privileges = (change: object): string => changed({ privileges: { ...runbook.privileges, ...change } })
const refusalText = (config: object): string => `export const runbook = ${JSON.stringify(config)}`

const { role: one, configVars, spotCheck, privileges: policy, ...ofApp } = runbook
const { owner, ...ownVars } = configVars
/** Ledger's configuration in the form that has several roles, with a second one besides. */
const several = (second: object = {}, change: object = {}): string =>
  refusalText({
    ...ofApp,
    configVars: { owner },
    roles: {
      [one]: { configVars: ownVars, spotCheck, privileges: policy, applications: ['ledger'] },
      ledger_worker: { configVars: { restricted: 'WORKER_URL' }, spotCheck, privileges: policy, ...second },
    },
    ...change,
  })

describe('a configuration', () => {
  it('is accepted as it stands in this project', async () => {
    expect(await refusal(changed({}))).toBeUndefined()
    await expect(readConfig(own)).resolves.toBeDefined()
  })

  it('is refused for a pattern where each function is to have been read', async () => {
    const functions = { securityDefiner: ['public.*()'] }
    expect(await refusal(privileges({ functions }))).toContain(
      "privileges.functions.securityDefiner.0 is 'public.*()': expected a single signature",
    )
  })

  it('is accepted with several roles too', async () => {
    expect(await refusal(several())).toBeUndefined()
  })

  it.each([
    [
      'one role and several',
      several({}, { role: 'ledger_app' }),
      "role is 'ledger_app': an app has one role, by `role`",
    ],
    [
      "the one role's policy and several",
      several({}, { privileges: policy }),
      'privileges: an app has one role',
    ],
    [
      "the one role's var and several",
      several({}, { configVars }),
      "configVars.restricted is 'LEDGER_APP_DATABASE_URL': an app has one role",
    ],
    ['no role at all', several({}, { roles: {} }), 'roles: at least one role'],
    [
      'a URL of two roles',
      several({ configVars: { restricted: 'LEDGER_APP_DATABASE_URL' } }),
      "roles.ledger_worker.configVars.restricted is 'LEDGER_APP_DATABASE_URL': roles.ledger_app.configVars.restricted has that name already",
    ],
    [
      "the owner's URL as a role's",
      several({ configVars: { restricted: 'DATABASE_URL' } }),
      "roles.ledger_worker.configVars.restricted is 'DATABASE_URL': configVars.owner has that name already",
    ],
    [
      'a flag of two roles',
      several({ configVars: { restricted: 'WORKER_URL', flag: ownVars.flag } }),
      'roles.ledger_app.configVars.flag has that name already',
    ],
    [
      'sessions of two roles that are called the same',
      several({ applications: ['worker', 'ledger'] }),
      "roles.ledger_worker.applications.1 is 'ledger': roles.ledger_app.applications.0 is that already",
    ],
    [
      'a role with no name of its own',
      several({}, { roles: { Worker: {} } }),
      "roles.Worker is 'Worker': a Postgres role name in lower case",
    ],
    [
      "the platform's name",
      several({}, { roles: { rds_superuser: { configVars: ownVars, spotCheck, privileges: policy } } }),
      "roles.rds_superuser: that name is the platform's",
    ],
    [
      'another of its roles as the platform’s',
      several({ privileges: { ...policy, platformRoles: ['ledger_app'] } }),
      "roles.ledger_worker.privileges.platformRoles.0 is 'ledger_app': that is the app's own role",
    ],
    [
      'the second of its roles among the other sessions',
      several({}, { otherSessions: [{ role: 'ledger_worker' }] }),
      "otherSessions.0.role is 'ledger_worker': that is the app's own role",
    ],
  ])('is refused in one line for %s', async (_, text, line) => {
    const said = await refusal(text)
    expect(said).toContain(line)
    expect(said).not.toContain('\n')
  })

  it.each([
    ['an empty file', '', 'exports nothing called `runbook`'],
    ['another export', 'export const config = {}', 'exports nothing called `runbook`'],
    ['broken text', 'export const runbook = {', 'cannot be loaded: '],
    [
      'an error with a password in it',
      "throw new Error('cannot read postgres://u:hunter2hunter@db.example.test/d')",
      'cannot be loaded: cannot read postgres://u:***@db.example.test/d.',
    ],
    [
      'one app twice',
      changed({ environments: { staging: { app: 'one-app' }, prod: { app: 'one-app' } } }),
      "environments.prod.app is 'one-app': that is the app of staging too",
    ],
    [
      "a role of RDS's",
      changed({ role: 'rds_superuser' }),
      "role is 'rds_superuser': that name is the platform's",
    ],
    [
      "a role of Postgres's",
      changed({ role: 'pg_monitor' }),
      "role is 'pg_monitor': that name is the platform's",
    ],
    [
      'a role in capitals',
      changed({ role: 'Ledger' }),
      "role is 'Ledger': a Postgres role name in lower case",
    ],
    [
      'one config var twice',
      changed({ configVars: { ...runbook.configVars, restricted: runbook.configVars.owner } }),
      "configVars.restricted is 'DATABASE_URL': configVars.owner has that name already",
    ],
    [
      'a checkpoint after the soak',
      changed({ soak: { hours: 48, checkpointHours: [24, 72] } }),
      "soak.checkpointHours.1 is '72': a checkpoint comes before the soak is over, at 48 h",
    ],
    [
      'checkpoints that go back',
      changed({ soak: { hours: 72, checkpointHours: [48, 24] } }),
      "soak.checkpointHours.1 is '24': each checkpoint is later than the one before",
    ],
    [
      'an accepted finding without a day',
      changed({ privileges: accepting({ until: 'some day' }) }),
      "privileges.accepted.0.until is 'some day': a date such as 2027-03-31",
    ],
    [
      'an accepted finding by something that is no code',
      changed({ privileges: accepting({ code: 'Cascade' }) }),
      "privileges.accepted.0.code is 'Cascade': the code of a finding, such as cascade-bypass",
    ],
    [
      'a flag value that is on and off',
      changed({ flagValues: { on: ['1', 'true'], off: ['0', '1'] } }),
      "flagValues.off.1 is '1': flagValues.on has that value already",
    ],
    [
      "the app's own role among other sessions",
      changed({ otherSessions: [{ role: 'ledger_app' }] }),
      "otherSessions.0.role is 'ledger_app': that is the app's own role",
    ],
    [
      'other sessions of any name',
      changed({ otherSessions: [{ application: '' }] }),
      "otherSessions.0.application is ''",
    ],
    [
      "the app's own role among the platform's",
      privileges({ platformRoles: ['ledger_app'] }),
      "privileges.platformRoles.0 is 'ledger_app': that is the app's own role",
    ],
    [
      'a name that may be missing and is nowhere named',
      privileges({ tables: { ...runbook.privileges.tables, mayBeMissing: ['public.alembic_versoin'] } }),
      "privileges.tables.mayBeMissing.0 is 'public.alembic_versoin': tables.named and appendOnly have no such name",
    ],
    [
      'a table that is append-only and named besides',
      privileges({ appendOnly: { tables: ['public.alembic_version'] } }),
      "privileges.appendOnly.tables.0 is 'public.alembic_version': tables.named says something else of it",
    ],
    ['no environment', changed({ environments: {} }), 'environments: at least one environment'],
    [
      'an environment called rehearsal',
      changed({ environments: { rehearsal: { app: 'one-app' } } }),
      "environments.rehearsal is 'rehearsal': a name in lower case, such as staging or eu-west, and not rehearsal",
    ],
    [
      'an environment that waits for a later one',
      changed({ environments: { eu: { app: 'app-eu', after: 'us' }, us: { app: 'app-us' } } }),
      "environments.eu.after is 'us': an environment that stands before eu is expected: there is none",
    ],
    ['a key that nobody knows', changed({ appDir: '/srv' }), 'Unrecognized key'],
  ])('with %s is refused in one line that names it', async (_, text, line) => {
    const said = await refusal(text)
    expect(said).toContain(line)
    expect(said).toContain('See docs/configuration.md.')
    expect(said).not.toContain('\n')
  })

  it.each([
    ['from this folder', 'own.ts', { INIT_CWD: '/elsewhere' }, 'own.ts'],
    [
      'from the one where the command was typed',
      '../typed.ts',
      { INIT_CWD: join(folder, 'below') },
      'typed.ts',
    ],
    ['from this one where it is nowhere', 'none.ts', {}, 'none.ts'],
  ])('is found %s', (_, named, env, found) => {
    mkdirSync(join(folder, 'below'), { recursive: true })
    for (const file of ['own.ts', 'typed.ts']) writeFileSync(join(folder, file), '')
    expect(configurationFile({ RUNBOOK_CONFIG: named, ...env }, folder)).toBe(join(folder, found))
  })

  it('is refused where the word means two files', () => {
    mkdirSync(join(folder, 'below'), { recursive: true })
    for (const file of ['both.ts', 'below/both.ts']) writeFileSync(join(folder, file), '')
    const env = { RUNBOOK_CONFIG: 'both.ts', INIT_CWD: join(folder, 'below') }
    expect(() => configurationFile(env, folder)).toThrow(/'both\.ts' is .*below\/both\.ts as it was typed/)
  })

  it('is the project’s own where none is named', () => {
    expect(configurationFile({ RUNBOOK_CONFIG: '' })).toBe(own)
    expect(configurationFile({})).toBe(own)
  })

  it('that is not there is named', async () => {
    await expect(readConfig(join(folder, 'nowhere.config.ts'))).rejects.toThrow(
      /nowhere\.config\.ts' is not there/,
    )
  })
})
