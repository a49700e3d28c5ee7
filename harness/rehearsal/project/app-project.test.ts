import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RehearsedDatabase, startRehearsedDatabase } from '../postgres/testing/rehearsed-database.ts'
import { appProject } from './app-project.ts'
import { grantPolicy } from './policy-grants.ts'
import { type RehearsedRole, type RehearsedRunbook, rolesOf } from './rehearsed-runbook.ts'

/** A configuration of the fixtures, read as the platform reads it. */
async function configuration(app: string): Promise<RehearsedRunbook> {
  const file = new URL(`../../../fixtures/${app}/runbook.config.ts`, import.meta.url)
  return ((await import(file.href)) as { runbook: RehearsedRunbook }).runbook
}
const ledgers = await configuration('stand-in')
const others = await configuration('second-app')
const roleOf = (runbook: RehearsedRunbook, wanted: string): RehearsedRole => {
  const found = rolesOf(runbook).find(({ name }) => name === wanted)
  if (!found) throw new Error(`no role ${wanted}`)
  return found
}

/** What a role has been granted by name: relation or schema, and the letters of `\dp`. */
async function granted(client: Client, role: string): Promise<Record<string, string>> {
  const { rows } = await client.query<{ object: string; letters: string }>(
    `SELECT object, letters
     FROM (SELECT oid::regclass::text AS object, relacl AS acl FROM pg_class
           UNION ALL SELECT 'schema ' || nspname, nspacl FROM pg_namespace) objects,
          LATERAL (SELECT substring(array_to_string(acl, ' ') FROM $1 || '=([a-zA-Z*]+)/') AS letters) found
     WHERE letters IS NOT NULL ORDER BY 1`,
    [role],
  )
  return Object.fromEntries(rows.map(({ object, letters }) => [object, letters]))
}

let rehearsed: RehearsedDatabase
let client: Client
beforeAll(async () => {
  rehearsed = await startRehearsedDatabase()
  client = await rehearsed.connectAsSuperuser()
})
afterAll(() => rehearsed.stop())

const ownerUrl = (): string => {
  const { database } = rehearsed
  return database.url(database.owner.user, database.owner.password)
}

describe('the grants of a policy', () => {
  it('are those that are written out by hand for the app of the source', async () => {
    const { database } = rehearsed
    const { prepare, grant } = await appProject(ledgers, '/')
    await prepare(database)
    await database.createCredential('ledger_app', 'secret', 'none')
    await database.createCredential('by_policy', 'secret', 'none')
    await grant(database, roleOf(ledgers, 'ledger_app'))
    await grantPolicy(ownerUrl(), 'by_policy', roleOf(ledgers, 'ledger_app').privileges)
    const byHand = await granted(client, 'ledger_app')
    expect(Object.keys(byHand).length).toBeGreaterThan(15)
    expect(await granted(client, 'by_policy')).toEqual(byHand)
  })

  it('follow quoted names, patterns, several schemas, sequences and migration tables of the second app', async () => {
    const { database } = rehearsed
    const folder = fileURLToPath(new URL('../../../fixtures/second-app', import.meta.url))
    const { prepare, grant } = await appProject(others, folder)
    await prepare(database)
    await database.createCredential('rota_web', 'secret', 'none')
    await grant(database, roleOf(others, 'rota_web'))
    await database.createCredential('rota_worker', 'secret', 'none')
    await grant(database, roleOf(others, 'rota_worker'))
    const theirs = await granted(client, 'rota_web')
    expect(theirs).toMatchObject({
      'schema billing': 'U',
      'schema extensions': 'U',
      '"User"': 'arwd',
      '"User_id_seq"': 'U',
      '"Shift"': 'arwd',
      '"AuditEntry"': 'ar',
      '"AuditEntry_id_seq"': 'U',
      'billing."Invoice"': 'ar',
      'billing.rate_history': 'ar',
      'billing.rate_history_id_seq': 'U',
      'billing."OpenShifts"': 'r',
    })
    expect(Object.keys(theirs)).not.toContain('_prisma_migrations')
    expect(Object.keys(theirs)).not.toContain('billing."Invoice_id_seq"')
    const workers = await granted(client, 'rota_worker')
    expect(Object.keys(workers)).not.toContain('"AuditEntry"')
    expect(workers).toMatchObject({
      'schema public': 'U',
      'schema billing': 'U',
      'schema extensions': 'U',
      '"User"': 'r',
      '"Shift"': 'r',
      'billing."Invoice"': 'ar',
      'billing.rate_history': 'ar',
      'billing.rate_history_id_seq': 'U',
      'billing."OpenShifts"': 'r',
    })
  })
})

it('each role has a dyno of its own: one the web dyno, each further one of a type that no other has', () => {
  if (!('roles' in others)) throw new Error('it has several roles')
  const { rota_web: web, rota_worker: worker } = others.roles
  if (!web || !worker) throw new Error('it has both')
  const types = (roles: Extract<RehearsedRunbook, { roles: object }>['roles']): string[] =>
    rolesOf({ ...others, roles }).map(({ processType }) => processType)
  expect(rolesOf(ledgers).map(({ processType }) => processType)).toEqual(['web'])
  expect(types(others.roles)).toEqual(['web', 'worker'])
  expect(types({ worker, web })).toEqual(['worker', 'web'])
  expect(types({ web: worker, reader: worker })).toEqual(['web', 'worker'])
  expect(types({ web, reader: { ...web, processTypes: ['web'] } })).toEqual(['web', 'reader'])
})

describe('the scripts of an app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scripts-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const runbook = (schema: string): RehearsedRunbook => ({ ...others, rehearsal: { schema } })

  /** What is said of a script with that text. */
  async function refusal(text: string): Promise<string> {
    writeFileSync(join(folder, 'a.sql'), text)
    const said = async (): Promise<void> => {
      const { prepare } = await appProject(runbook('a.sql'), folder)
      await prepare(rehearsed.database)
    }
    return said().then(
      () => 'nothing',
      (error: unknown) => String(error),
    )
  }

  it('are run in the order of their numbers, each statement as psql would', async () => {
    const numbered = mkdtempSync(join(folder, 'numbered-'))
    writeFileSync(join(numbered, '10_last.sql'), 'CREATE INDEX CONCURRENTLY ON numbered (id);\n')
    writeFileSync(
      join(numbered, '9_first.sql'),
      "CREATE TABLE numbered (id int); SELECT 'ü;';\n\\unrestrict x\n",
    )
    writeFileSync(join(numbered, 'README.md'), 'no SQL')
    const { prepare } = await appProject(runbook(numbered), '/')
    await prepare(rehearsed.database)
    const { rows } = await client.query("SELECT FROM pg_index WHERE indrelid = 'numbered'::regclass")
    expect(rows).toHaveLength(1)
  })

  it.each([
    ['a statement that Postgres refuses', "SELECT 'ü';\n\n  SELECT 1/0;\n", 'a.sql:3: division by zero'],
    ['what only a superuser may', 'CREATE ROLE somebody SUPERUSER;\n', 'a.sql:1: '],
    ['a command of psql', 'SELECT 1;\n\\connect other\n', "a.sql:2: '\\connect other' is for psql alone"],
    [
      'rows for psql',
      'COPY t (id) FROM stdin;\n1\n\\.\n',
      "a.sql:1: 'COPY t (id) FROM stdin;' is for psql alone",
    ],
    ['no SQL', 'CREATE TABEL t ();\n', 'a.sql is no SQL that Postgres reads'],
  ])('are refused with file and line for %s', async (_, text, line) => {
    expect(await refusal(text)).toContain(line)
  })

  it.each([
    ['nowhere.sql', 'nowhere.sql is not there'],
    ['.', 'holds no .sql file'],
  ])('are refused where %s holds none', async (path, line) => {
    rmSync(join(folder, 'a.sql'), { force: true })
    await expect(appProject(runbook(path), folder)).rejects.toThrow(line)
  })

  it('are as little there as a stand-in that is not', async () => {
    writeFileSync(join(folder, 'a.sql'), 'SELECT 1')
    const missing = { ...others, rehearsal: { schema: 'a.sql', standIn: 'nobody.mjs' } }
    await expect(appProject(missing, folder)).rejects.toThrow('nobody.mjs is not there')
  })
})
