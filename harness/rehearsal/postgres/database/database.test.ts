import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RehearsedDatabase, startRehearsedDatabase } from '../testing/rehearsed-database.ts'

let rehearsed: RehearsedDatabase
let owner: Client
let superuser: Client

beforeAll(async () => {
  rehearsed = await startRehearsedDatabase({ profile: 'rds', logStatements: true })
  const { database } = rehearsed
  await database.runAsOwner('CREATE TABLE bars (id serial PRIMARY KEY); INSERT INTO bars DEFAULT VALUES')
  owner = await rehearsed.connect(database.owner.user, database.owner.password)
  superuser = await rehearsed.connectAsSuperuser()
})

afterAll(() => rehearsed.stop())

async function value(client: Client, sql: string, values: string[] = []): Promise<unknown> {
  const { rows } = await client.query({ text: `select ${sql} as value`, values })
  return rows[0]?.value
}

describe('the owner', () => {
  it('may log in, and has no attribute besides', async () => {
    const attributes = 'rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolcanlogin'
    const { rows } = await superuser.query(`select ${attributes} from pg_roles where rolname = $1`, [
      rehearsed.database.owner.user,
    ])
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        rolbypassrls: false,
        rolcanlogin: true,
      },
    ])
  })

  it('is a member of the monitoring roles, and of neither role of RDS', async () => {
    const { rows } = await superuser.query(
      `select rolname from pg_roles where pg_has_role($1, oid, 'MEMBER') and rolname <> $1 and rolname <> 'pg_database_owner' order by 1`,
      [rehearsed.database.owner.user],
    )
    expect(rows.map(({ rolname }) => rolname)).toEqual([
      'pg_monitor',
      'pg_read_all_settings',
      'pg_read_all_stats',
      'pg_signal_backend',
      'pg_stat_scan_tables',
    ])
    expect(await value(superuser, "pg_has_role('rds_superuser', 'rds_password', 'MEMBER')")).toBe(true)
  })

  it('may pass on pg_monitor, and no other role', async () => {
    const { rows } = await superuser.query(
      'select roleid::regrole::text as role from pg_auth_members where admin_option and member = to_regrole($1)',
      [rehearsed.database.owner.user],
    )
    expect(rows).toEqual([{ role: 'pg_monitor' }])
  })

  it('owns the database, on which PUBLIC has no right', async () => {
    const { owner: credential } = rehearsed.database
    const { rows } = await superuser.query(
      'select pg_get_userbyid(datdba) as owner, datacl::text, datconnlimit from pg_database where datname = $1',
      [rehearsed.database.name],
    )
    expect(rows).toEqual([
      { owner: credential.user, datacl: `{${credential.user}=CTc/${credential.user}}`, datconnlimit: 120 },
    ])
  })

  it('reads what RDS says of passwords', async () => {
    expect(await value(owner, "current_setting('rds.restrict_password_commands')")).toBe('on')
  })
})

describe('a new credential', () => {
  it('can log in and connect, and has no other right', async () => {
    await rehearsed.database.createCredential('ledger_app', 'first-password', 'none')
    const app = await rehearsed.connect('ledger_app', 'first-password')
    expect(await value(app, "has_schema_privilege('public', 'USAGE')")).toBe(false)
    expect(await value(app, "has_database_privilege(current_database(), 'TEMP')")).toBe(false)
    await expect(app.query('select * from public.bars')).rejects.toMatchObject({ code: '42501' })
  })

  it('reads every table there is, where the platform grants SELECT', async () => {
    await rehearsed.database.createCredential('reader', 'first-password', 'select')
    const reader = await rehearsed.connect('reader', 'first-password')
    expect((await reader.query('select * from bars')).rows).toEqual([{ id: 1 }])
    await expect(reader.query('insert into bars default values')).rejects.toMatchObject({
      code: '42501',
    })
    await rehearsed.database.runAsOwner('CREATE TABLE later ()')
    await expect(reader.query('select * from later')).rejects.toMatchObject({ code: '42501' })
  })

  it('has the password it was given, until it is given another', async () => {
    const odd = 'with \'quotes\', "double ones", \\ and %41'
    await rehearsed.database.createCredential('odd name', 'first-password', 'none')
    await rehearsed.database.setPassword('odd name', odd)
    await expect(rehearsed.connect('odd name', odd)).resolves.toBeDefined()
    await expect(rehearsed.connect('odd name', 'first-password')).rejects.toMatchObject({ code: '28P01' })
  })

  it('leaves its objects to the owner when it is dropped', async () => {
    await rehearsed.database.createCredential('maker', 'first-password', 'none')
    await superuser.query('GRANT USAGE, CREATE ON SCHEMA public TO maker')
    const maker = await rehearsed.connect('maker', 'first-password')
    await maker.query('CREATE TABLE made ()')
    await rehearsed.database.dropCredential('maker')
    expect(await value(superuser, "to_regrole('maker')")).toBe(null)
    expect(
      await value(superuser, "(select relowner::regrole::text from pg_class where relname = 'made')"),
    ).toBe(rehearsed.database.owner.user)
  })

  it('that does not exist gets no password', async () => {
    await expect(rehearsed.database.setPassword('nobody', 'first-password')).rejects.toMatchObject({
      code: '42704',
    })
  })
})

describe('the log', () => {
  it('holds every statement and no password', async () => {
    const { server, owner: credential } = rehearsed.database
    const log = await readFile(server.logFile, 'utf8')
    expect(log).toContain('CREATE TABLE bars')
    expect(log).toContain('CREATE ROLE "ledger_app"')
    for (const secret of ['first-password', credential.password, server.superuser.password]) {
      expect(log.includes(secret)).toBe(false)
    }
  })
})

describe('the superuser, around the guard', () => {
  it.each([['without TLS', false] as const, ['with TLS', { rejectUnauthorized: false }] as const])(
    'connects %s',
    async (_how, ssl) => {
      const client = new Client({ connectionString: rehearsed.database.superuserUrl, ssl })
      await client.connect()
      expect(await value(client, "current_setting('is_superuser')")).toBe('on')
      await client.end()
    },
  )
})

describe('a database that is down', () => {
  it('breaks open connections and hangs up on new ones, until it is back', async () => {
    const { database } = rehearsed
    const { user, password } = database.owner
    const open = await rehearsed.connect(user, password)
    const broken = new Promise((resolve) => open.once('error', resolve))
    const running = open.query('select pg_sleep(60)')
    database.refuseConnections(true)
    await expect(running).rejects.toThrow(/Connection terminated unexpectedly|ECONNRESET/)
    await expect(broken).resolves.toBeInstanceOf(Error)
    await expect(rehearsed.connect(user, password)).rejects.toThrow(
      /Connection terminated unexpectedly|ECONNRESET|socket disconnected/,
    )
    await expect(superuser.query('select 1')).resolves.toBeDefined()
    database.refuseConnections(false)
    await expect(rehearsed.connect(user, password)).resolves.toBeDefined()
  })
})
