import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Client, QueryConfig } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RehearsedDatabase, startRehearsedDatabase } from '../testing/rehearsed-database.ts'
import { clientOn, directTls, messagesUntil } from '../testing/wire-client.ts'
import { message } from './frames.ts'

/** The six of the Amazon RDS User Guide, 'Delegating and controlling user password management'. */
const documented = [
  "CREATE ROLE myrole WITH PASSWORD 'mypassword'",
  "CREATE ROLE myrole WITH PASSWORD 'mypassword' VALID UNTIL '2033-01-01'",
  "ALTER ROLE myrole WITH PASSWORD 'mypassword' VALID UNTIL '2033-01-01'",
  "ALTER ROLE myrole WITH PASSWORD 'mypassword'",
  "ALTER ROLE myrole VALID UNTIL '2033-01-01'",
  'ALTER ROLE myrole RENAME TO myrole2',
]
const assumed = ['ALTER ROLE myrole PASSWORD NULL', "CREATE ROLE myrole VALID UNTIL '2033-01-01'"]
const reserved = [...documented, ...assumed, "ALTER USER CURRENT_USER PASSWORD 'mypassword'"]

const refused = { message: 'must be a member of rds_password to alter passwords', code: '42501' }

let rehearsed: RehearsedDatabase
let owner: Client
let bytewise: Client
let superuser: Client
let psql: (url: string, sql: string) => Promise<{ stdout: string; stderr: string }>

beforeAll(async () => {
  rehearsed = await startRehearsedDatabase({ profile: 'rds' })
  const { database } = rehearsed
  owner = await rehearsed.connect(database.owner.user, database.owner.password)
  superuser = await rehearsed.connectAsSuperuser()
  bytewise = await clientOn(await directTls(database.port), { ...database.owner, database: database.name }, 1)
  psql = async (url, sql) => {
    const run = promisify(execFile)('psql', ['-X', '-q', '-c', sql, url])
    return run.catch((error: { stdout: string; stderr: string }) => error)
  }
})

afterAll(async () => {
  await bytewise.end()
  await rehearsed.stop()
})

/** The query through Parse, Bind and Execute even without parameters. */
function extended(text: string): QueryConfig {
  return Object.assign({ text }, { queryMode: 'extended' })
}

/** The error a query ends with. */
async function errorOf(query: Promise<unknown>): Promise<object> {
  return query.then(
    () => ({ message: 'no error' }),
    (error: Error) => Object.assign({}, error, { message: error.message }),
  )
}

describe.each(reserved)('%s is refused', (sql) => {
  it('as one Query, with nothing that tells of the check', async () => {
    expect(await errorOf(owner.query(sql))).toEqual({
      ...refused,
      severity: 'ERROR',
      name: 'error',
      length: 79,
    })
  })

  it('through Parse, without a name and with one', async () => {
    expect(await errorOf(owner.query(extended(sql)))).toMatchObject(refused)
    expect(await errorOf(owner.query({ text: sql, name: `named ${sql}`.slice(0, 60) }))).toMatchObject(
      refused,
    )
  })

  it('among others, which roll back as one', async () => {
    expect(await errorOf(owner.query(`CREATE TABLE made (); ${sql}; CREATE TABLE never ();`))).toMatchObject(
      refused,
    )
    expect((await owner.query("select to_regclass('made') as made")).rows).toEqual([{ made: null }])
  })

  it('in segments of one byte', async () => {
    expect(await errorOf(bytewise.query(sql))).toMatchObject(refused)
    expect(await errorOf(bytewise.query(extended(sql)))).toMatchObject(refused)
  })

  it('in a transaction, which has then failed', async () => {
    await owner.query('BEGIN')
    expect(await errorOf(owner.query(sql))).toMatchObject(refused)
    expect(await errorOf(owner.query('select 1'))).toMatchObject({ code: '25P02' })
    await owner.query('ROLLBACK')
  })

  it('in a DO, whose handler may catch it', async () => {
    expect(await errorOf(owner.query(`DO $$ BEGIN\n ${sql}; END $$`))).toMatchObject({
      ...refused,
      where: 'PL/pgSQL function inline_code_block line 2 at SQL statement',
    })
    await owner.query('CREATE TEMP TABLE caught (message text)')
    await owner.query(
      `DO $$ BEGIN BEGIN ${sql}; EXCEPTION WHEN insufficient_privilege THEN INSERT INTO caught VALUES (sqlerrm); END; END $$`,
    )
    expect((await owner.query('select message from caught')).rows).toEqual([{ message: refused.message }])
    await owner.query('DROP TABLE caught')
  })
})

describe('a DO', () => {
  const sql = documented[0]

  it.each([
    ['in a branch', `IF true THEN ${sql}; END IF;`],
    ['in a loop', `FOR i IN 1..2 LOOP ${sql}; END LOOP;`],
    ['in a handler', `BEGIN PERFORM 1/0; EXCEPTION WHEN division_by_zero THEN ${sql}; END;`],
    ['in a nested block', `<<inner>> DECLARE n int := 1; BEGIN ${sql}; END inner;`],
    ['in a CASE', `CASE 1 WHEN 1 THEN ${sql}; END CASE;`],
    ['in a constant that is executed', `EXECUTE 'CREATE ROLE x PASSWORD ''y''';`],
    ['in a template that is executed', `EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', 'x', 'y');`],
  ])('is refused %s', async (_where, body) => {
    expect(await errorOf(owner.query(`DO $body$ BEGIN ${body} END $body$`))).toMatchObject(refused)
  })

  it('runs a branch that holds no reserved statement', async () => {
    await expect(owner.query(`DO $$ BEGIN IF false THEN ${sql}; END IF; END $$`)).resolves.toMatchObject({
      command: 'DO',
    })
  })
})

describe('the owner', () => {
  it('creates no role without a password either, and hears it from the server', async () => {
    expect(await errorOf(owner.query('CREATE ROLE x'))).toMatchObject({
      message: 'permission denied to create role',
      code: '42501',
      routine: 'CreateRole',
    })
  })

  it('keeps its password', async () => {
    await errorOf(owner.query("ALTER USER CURRENT_USER PASSWORD 'mypassword'"))
    const { user, password } = rehearsed.database.owner
    await expect(rehearsed.connect(user, password)).resolves.toBeDefined()
  })

  it.runIf(hasPsql())('reads in psql that one line and no other', async () => {
    const { user, password } = rehearsed.database.owner
    const { stdout, stderr } = await psql(
      rehearsed.database.url(user, password),
      "CREATE ROLE x LOGIN PASSWORD 'y'",
    )
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: `ERROR:  ${refused.message}\n` })
  })

  it('is let through as soon as it is a member, and no longer', async () => {
    const { user } = rehearsed.database.owner
    await superuser.query(`GRANT rds_password TO ${user}`)
    await expect(owner.query('BEGIN; ALTER ROLE CURRENT_USER PASSWORD NULL; ROLLBACK')).resolves.toBeDefined()
    await superuser.query(`REVOKE rds_password FROM ${user}`)
    expect(await errorOf(owner.query('ALTER ROLE CURRENT_USER PASSWORD NULL'))).toMatchObject(refused)
  })
})

describe('a member of rds_password', () => {
  let member: Client

  beforeAll(async () => {
    await rehearsed.database.createCredential('keeper', 'keepers-own', 'none')
    await superuser.query('ALTER ROLE keeper CREATEROLE; GRANT rds_password TO keeper; CREATE ROLE myrole')
    await superuser.query('GRANT myrole TO keeper WITH ADMIN OPTION')
    member = await rehearsed.connect('keeper', 'keepers-own')
  })

  it.each([
    ["CREATE ROLE other PASSWORD 'y' VALID UNTIL '2033-01-01'", 'CREATE ROLE'],
    ["ALTER ROLE myrole PASSWORD 'y'", 'ALTER ROLE'],
    ["ALTER ROLE myrole VALID UNTIL '2033-01-01'", 'ALTER ROLE'],
    ['ALTER ROLE myrole RENAME TO myrole2', 'ALTER ROLE'],
    ["DO $$ BEGIN ALTER ROLE myrole2 PASSWORD 'z'; END $$", 'DO'],
    ["DO E'BEGIN ALTER ROLE myrole2 PASS\\x57ORD ''z''; END'", 'DO'],
  ])('is answered %s as the server answers it', async (sql, tag) => {
    const socket = await directTls(rehearsed.database.port)
    const client = await clientOn(socket, {
      user: 'keeper',
      password: 'keepers-own',
      database: rehearsed.database.name,
    })
    socket.removeAllListeners('data')
    const answered = messagesUntil(socket, 'Z')
    socket.write(message('Q', Buffer.from(`${sql}; select 1\0`)))
    const answers = (await answered).filter(({ type }) => 'CEN'.includes(type))
    expect(answers.map(({ type, body }) => type + body.toString())).toEqual([`C${tag}\0`, 'CSELECT 1\0'])
    socket.destroy()
    await client.end()
  })

  it("hears the server's own error, and its password does not come back in it", async () => {
    const error = await errorOf(member.query("ALTER ROLE nobody PASSWORD 'top secret'"))
    expect(error).toMatchObject({
      message: 'role "nobody" does not exist',
      code: '42704',
      routine: 'get_rolespec_tuple',
    })
    expect(JSON.stringify(error)).not.toContain('top secret')
  })

  it('is no member as another role', async () => {
    await superuser.query('CREATE ROLE bystander; GRANT bystander TO keeper')
    expect(await errorOf(member.query("SET ROLE bystander; ALTER ROLE keeper PASSWORD 'y'"))).toMatchObject(
      refused,
    )
    await member.query('RESET ROLE')
  })
})

describe('everything else', () => {
  it('passes: parameters, many rows, notices, errors', async () => {
    expect((await owner.query('select $1::int + 1 as n', [41])).rows).toEqual([{ n: 42 }])
    expect((await owner.query('select generate_series(1, 10000)')).rowCount).toBe(10_000)
    expect(await errorOf(owner.query('selekt'))).toMatchObject({
      code: '42601',
      position: '1',
      routine: 'scanner_yyerror',
    })
  })

  it('passes with ten megabytes there and back', async () => {
    const text = 'x'.repeat(10_000_000)
    expect((await owner.query('select length($1) as n', [text])).rows).toEqual([{ n: text.length }])
    expect((await owner.query(`/*\ncreate role password*/ select '${text}' as text`)).rows[0]).toEqual({
      text,
    })
  })

  it('keeps the order of messages that come in one segment', async () => {
    const socket = await directTls(rehearsed.database.port)
    const { owner: login, name } = rehearsed.database
    const client = await clientOn(socket, { ...login, database: name })
    socket.removeAllListeners('data')
    const answered = messagesUntil(socket, 'Z', 3)
    const queries = ['select 1', `${documented[3]}`, 'select 2'].map((sql) =>
      message('Q', Buffer.from(`${sql}\0`)),
    )
    socket.write(Buffer.concat(queries))
    expect((await answered).map(({ type }) => type).join('')).toBe('TDCZEZTDCZ')
    socket.destroy()
    await client.end()
  })
})

function hasPsql(): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(`${folder}/psql`))
}
