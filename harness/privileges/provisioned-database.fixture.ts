import type { Client } from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { grantStatements, privileges, schemaStatements } from '../../fixtures/in-other-words.ts'
import { policyInPhase, policySchema } from '../config/policy.ts'
import type { DatabaseOptions } from '../rehearsal/postgres/database/database.ts'
import type { Variants } from '../rehearsal/postgres/database/variants.ts'
import { startRehearsedDatabase } from '../rehearsal/postgres/testing/rehearsed-database.ts'

/** The policy of the tests' configuration with everything switched on. */
export const policy = policyInPhase(policySchema.parse(privileges), 'soaking')

/** A database with the runbook carried out, and beside it what other roles have in a real one. */
export interface ProvisionedDatabase {
  readonly serverVersionNum: number
  readonly superuser: Client
  readonly owner: Client
  readonly app: Client
  /** Another session of the owner, closed with the rest. */
  connectAsOwner(): Promise<Client>
  stop(): Promise<void>
}

/** Starts a database of the fixtures' schema and grants, on the base of this run of the tests; in `options`, what else it is to be. */
async function startProvisionedDatabase(
  options: Pick<Partial<DatabaseOptions>, 'profile' | keyof Variants> = {},
): Promise<ProvisionedDatabase> {
  const { database, connectDirectly, stop } = await startRehearsedDatabase({
    name: 'ledger',
    owner: { user: 'ledger_owner', password: 'owner-secret' },
    ...options,
  })
  await database.createCredential('ledger_app', 'app-secret', 'none')
  const connectAsOwner = () => connectDirectly(database.owner.user, database.owner.password)
  const { user, password } = database.server.superuser
  const superuser = await connectDirectly(user, password)
  const owner = await connectAsOwner()
  for (const statements of [...schemaStatements(), grantStatements()]) await owner.query(statements)
  await superuser.query(othersSql)

  const version = await owner.query<{ number: number }>(
    "SELECT current_setting('server_version_num')::int AS number",
  )
  return {
    serverVersionNum: version.rows[0]?.number ?? 0,
    superuser,
    owner,
    app: await connectDirectly('ledger_app', 'app-secret'),
    connectAsOwner,
    stop,
  }
}

/**
 * The same for the tests of a file or of a `describe`: started before the first of them and stopped after the last, not
 * while tests are listed. What it returns is filled in by then.
 */
export function provisionedDatabaseForTests(
  options: Parameters<typeof startProvisionedDatabase>[0] = {},
): ProvisionedDatabase {
  const database = {} as ProvisionedDatabase
  beforeAll(async () => {
    Object.assign(database, await startProvisionedDatabase(options))
  })
  afterAll(() => database.stop())
  return database
}

/** What other roles have in a real database. */
const othersSql = `
  CREATE ROLE maintenance SUPERUSER;
  CREATE ROLE reporter LOGIN;
  CREATE ROLE bridge;
  CREATE ROLE assistant;
  CREATE ROLE "Odd Role";
  CREATE SCHEMA reporting AUTHORIZATION reporter;
  CREATE TABLE reporting.daily (day date);
  ALTER TABLE reporting.daily OWNER TO reporter;
  GRANT CONNECT ON DATABASE ledger TO reporter;
  GRANT USAGE ON SCHEMA public TO bridge;
  CREATE SCHEMA archive AUTHORIZATION ledger_owner;
  CREATE TABLE archive.bars (id int);
  ALTER TABLE archive.bars OWNER TO ledger_owner;
  CREATE FOREIGN DATA WRAPPER wrapper;
  CREATE SERVER elsewhere FOREIGN DATA WRAPPER wrapper;`
