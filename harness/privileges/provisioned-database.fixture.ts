import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { runbook } from '../../runbook.config.ts'
import { policyInPhase, policySchema } from '../config/policy.ts'
import { startServer } from '../rehearsal/postgres/server/server.ts'
import { createRunFolder } from '../rehearsal/process/run-folder.ts'
import { postgresBase } from '../rehearsal/testing/postgres-base.ts'

/** The policy of `runbook.config.ts` with everything switched on. */
export const policy = policyInPhase(policySchema.parse(runbook.privileges), 'soaking')

/** Raptor's database with the runbook carried out, and beside it what other roles have in a real one. */
export interface ProvisionedDatabase {
  readonly serverVersionNum: number
  readonly superuser: Client
  readonly owner: Client
  readonly app: Client
  /** Another session of the owner, closed with the rest. */
  connectAsOwner(): Promise<Client>
  stop(): Promise<void>
}

const fixtures = new URL('../../fixtures/', import.meta.url)

/** Starts a Postgres on the base of this run of the tests and provisions a database with fixtures/. */
export async function startProvisionedDatabase(): Promise<ProvisionedDatabase> {
  const folder = await createRunFolder()
  const server = await startServer(postgresBase(), { name: 'privileges', runFolder: folder.path })
  const clients: Client[] = []
  const connect = async (user: string, password: string, database = 'raptor'): Promise<Client> => {
    const client = new Client({ host: server.host, port: server.port, user, password, database })
    await client.connect()
    clients.push(client)
    return client
  }
  const { user, password } = server.superuser
  const platform = await connect(user, password, 'postgres')
  for (const statement of platformSql.split('\n')) await platform.query(statement)
  const superuser = await connect(user, password)
  await superuser.query(superuserSql)
  const owner = await connect('raptor_owner', 'owner-secret')
  const schema = new URL('schema/', fixtures)
  for (const file of (await readdir(fileURLToPath(schema))).toSorted())
    await owner.query(await readFile(new URL(file, schema), 'utf8'))
  await owner.query(await readFile(new URL('provisioned-grants.sql', fixtures), 'utf8'))
  await superuser.query(othersSql)

  const version = await owner.query<{ number: number }>(
    "SELECT current_setting('server_version_num')::int AS number",
  )
  return {
    serverVersionNum: version.rows[0]?.number ?? 0,
    superuser,
    owner,
    app: await connect('raptor_app', 'app-secret'),
    connectAsOwner: () => connect('raptor_owner', 'owner-secret'),
    async stop() {
      await Promise.all(clients.map((client) => client.end()))
      await server.stop()
      await folder.remove()
    },
  }
}

/** As Heroku publishes it: the owner is no superuser, PUBLIC has nothing on the database. One statement a line. */
const platformSql = `CREATE ROLE raptor_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD 'owner-secret'
CREATE ROLE raptor_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD 'app-secret'
GRANT pg_monitor, pg_signal_backend TO raptor_owner
CREATE DATABASE raptor OWNER raptor_owner
REVOKE ALL ON DATABASE raptor FROM PUBLIC
GRANT CONNECT ON DATABASE raptor TO raptor_app
CREATE ROLE reporter LOGIN
CREATE ROLE bridge
CREATE ROLE assistant
CREATE ROLE "Odd Role"`

const superuserSql = `
  ALTER SCHEMA public OWNER TO pg_database_owner;
  REVOKE ALL ON SCHEMA public FROM PUBLIC;`

const othersSql = `
  CREATE SCHEMA reporting AUTHORIZATION reporter;
  CREATE TABLE reporting.daily (day date);
  ALTER TABLE reporting.daily OWNER TO reporter;
  GRANT CONNECT ON DATABASE raptor TO reporter;
  GRANT USAGE ON SCHEMA public TO bridge;
  CREATE SCHEMA archive AUTHORIZATION raptor_owner;
  CREATE TABLE archive.bars (id int);
  ALTER TABLE archive.bars OWNER TO raptor_owner;
  CREATE FOREIGN DATA WRAPPER wrapper;
  CREATE SERVER elsewhere FOREIGN DATA WRAPPER wrapper;`
