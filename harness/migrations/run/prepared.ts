import pg from 'pg'
import { isMigrationTable } from '../../config/migration-tables.ts'
import type { PolicyInPhase } from '../../config/policy.ts'
import type { Migration } from '../migration.ts'
import { withBlocks } from '../read/block-statements.ts'
import { quoted } from '../read/names.ts'
import { statementsOf } from '../read/statements.ts'

/** A server on which a database may be made and dropped again. */
export interface Server {
  /** Of a superuser, in any database. */
  readonly superuserUrl: string
  /** The role that owns the databases, as a name. */
  readonly owner: string
  /** Makes a database of the owner's as Heroku publishes a new one; returns its name. */
  createDatabase(): Promise<string>
}

/** A connection to the database that migrations run in, in which the role is provisioned; and what of it is to be undone. */
export interface Prepared {
  readonly client: pg.Client
  /** Another, of the owner's too, for looks between transactions: its plans outlast a session of the migrations'. */
  readonly beside: pg.Client
  readonly name: string
  readonly discard: () => Promise<void>
}

/** Makes a database for migrations, with the role and the others that they name, and provisions the role in it. */
export async function prepare(
  migrations: readonly Migration[],
  about: { readonly server: Server; readonly role: string; readonly policy: PolicyInPhase },
): Promise<Prepared> {
  const { server, role, policy } = about
  const named = namedIn(migrations)
  const superuser = await connected(server.superuserUrl)
  const undo: (() => Promise<unknown>)[] = [() => superuser.end()]
  const discard = async () => {
    const failed: unknown[] = []
    for (const one of undo.toReversed()) await one().catch((error: unknown) => failed.push(error))
    if (failed.length > 0) throw failed[0]
  }
  try {
    for (const one of rolesToMake(role, named))
      if (await makeRole(superuser, one, { login: one === role, owner: server.owner }))
        undo.push(() => dropRole(superuser, one, server.owner))
    const name = await server.createDatabase()
    undo.push(() => superuser.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`))
    const url = new URL(server.superuserUrl)
    url.pathname = `/${name}`
    const client = await connected(url.href)
    undo.push(() => client.end())
    const beside = await connected(url.href)
    undo.push(() => beside.end())
    await beside.query(`${besideSettings}; SET SESSION AUTHORIZATION ${quoted(server.owner)}`)
    await provision(client, { name, owner: server.owner, role, policy, tables: named.tables })
    return { client, beside, name, discard }
  } catch (error) {
    await discard()
    throw error
  }
}

/** Of the catalogue there are no statistics, and the indexes are what finds a few rows of it. */
const besideSettings =
  'SET search_path = pg_catalog; SET jit = off; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off'

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** What the migrations name, and those of it that they make. */
function namedIn(migrations: readonly Migration[]) {
  const [roles, rolesMade, tables, tablesMade] = [
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
  ]
  for (const statements of migrations.map(statementsOf))
    for (const { tree } of 'why' in statements ? [] : withBlocks(statements)) {
      const text = JSON.stringify(tree)
      for (const [, one = ''] of text.matchAll(/"rolename":"([^"\\]+)"/g)) roles.add(one)
      for (const [, one = ''] of text.matchAll(/"relname":"([^"\\]+)"/g))
        if (isMigrationTable(quoted(one))) tables.add(one)
      const [, kind, called] = /^\{"Create(Role|)Stmt":.*?"(?:role|relname)":"([^"\\]+)"/.exec(text) ?? []
      if (called !== undefined) (kind === 'Role' ? rolesMade : tablesMade).add(called)
    }
  return { roles, rolesMade, tables: [...tables].filter((one) => !tablesMade.has(one)) }
}

type Named = ReturnType<typeof namedIn>

/** The role, and those that migrations name and do not make: they are there in a real database. */
function rolesToMake(role: string, { roles, rolesMade }: Named): string[] {
  const others = [...roles].filter((one) => one !== role && !rolesMade.has(one) && !one.startsWith('pg_'))
  return [role, ...others]
}

/** Makes a role, of which the owner is a member as of each credential, unless it is there; returns whether it was not. */
async function makeRole(
  superuser: pg.Client,
  role: string,
  { login, owner }: { login: boolean; owner: string },
): Promise<boolean> {
  const { rowCount } = await superuser.query('SELECT FROM pg_roles WHERE rolname = $1', [role])
  if (rowCount !== 0) return false
  await superuser.query(`CREATE ROLE ${quoted(role)} ${login ? 'LOGIN' : 'NOLOGIN'}`)
  await superuser.query(`GRANT ${quoted(role)} TO ${quoted(owner)} WITH ADMIN OPTION`)
  return true
}

/** What a migration made the role the owner of, databases among it, goes back first. */
async function dropRole(superuser: pg.Client, role: string, owner: string): Promise<void> {
  const { rowCount } = await superuser.query('SELECT FROM pg_roles WHERE rolname = $1', [role])
  if (rowCount === 0) return
  const name = quoted(role)
  await superuser.query(
    `REASSIGN OWNED BY ${name} TO ${quoted(owner)}; DROP OWNED BY ${name}; DROP ROLE ${name}`,
  )
}

interface Provisioned {
  readonly name: string
  readonly owner: string
  readonly role: string
  readonly policy: PolicyInPhase
  readonly tables: readonly string[]
}

/** The role as the runbook leaves it in an empty database. */
async function provision(
  client: pg.Client,
  { name, owner, role, policy, tables }: Provisioned,
): Promise<void> {
  const ofPublic = policy.schemas['public'] ?? []
  await client.query(`SET SESSION AUTHORIZATION ${quoted(owner)}`)
  if (policy.database.length > 0)
    await client.query(`GRANT ${policy.database.join(', ')} ON DATABASE ${quoted(name)} TO ${quoted(role)}`)
  if (ofPublic.length > 0)
    await client.query(`GRANT ${ofPublic.join(', ')} ON SCHEMA public TO ${quoted(role)}`)
  // A framework makes the table of its migrations before the first of them.
  for (const table of tables) await client.query(`CREATE TABLE public.${quoted(table)} (version text)`)
}
