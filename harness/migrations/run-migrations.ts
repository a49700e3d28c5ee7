import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { isMigrationTable } from '../config/migration-tables.ts'
import type { PolicyInPhase } from '../config/policy.ts'
import { audit } from '../privileges/audit.ts'
import type { PrivilegeFinding } from '../privileges/findings/privilege-finding.ts'
import { queryWithin, wordsOf } from '../privileges/looking.ts'
import { readPrivileges } from '../privileges/snapshot/read-privileges.ts'
import type { Run } from './check-migrations.ts'
import { auditFinding, type MigrationFinding } from './finding.ts'
import type { Migration, Open, Place } from './migration.ts'
import { statementsOfBlock } from './read/blocks.ts'
import { quoted } from './read/names.ts'
import { grammarReady, type Statement, statementsOf } from './read/statements.ts'
import { ofMigrations, Standing } from './standing.ts'

/** A server on which a database may be made and dropped again. */
export interface Server {
  /** Of a superuser, in any database. */
  readonly superuserUrl: string
  /** The role that owns the databases, as a name. */
  readonly owner: string
}

/**
 * What one statement may take, and how long its answer is waited for where it lifts the first: one that waits for a lock or
 * for itself is no migration to wait for.
 */
interface Patience {
  readonly statementTimeoutMs: number
  readonly answerTimeoutMs: number
}

const patience: Patience = { statementTimeoutMs: 10_000, answerTimeoutMs: 15_000 }

/**
 * Applies the migrations one by one to a new database of the server, as the owner, with the role provisioned; judges by the
 * audit what the role can do after each; and drops the database. Blocks, functions and dynamic SQL do there what they do.
 */
export async function runMigrations(
  migrations: readonly Migration[],
  about: {
    readonly server: Server
    readonly role: string
    readonly policy: PolicyInPhase
    readonly patience?: Patience
  },
): Promise<Run> {
  await grammarReady()
  const name = `migrations_${randomBytes(6).toString('hex')}`
  const { server, role, policy } = about
  const named = namedIn(migrations)
  const superuser = await connected(server.superuserUrl)
  try {
    const made = await makeRoles(superuser, role, server.owner, named)
    await superuser.query(`CREATE DATABASE ${name} TEMPLATE template0 OWNER ${quoted(server.owner)}`)
    const url = new URL(server.superuserUrl)
    url.pathname = `/${name}`
    const client = await connected(url.href)
    try {
      await provision(client, name, { ...about, named })
      return await new Course(client, {
        ...server,
        name,
        role,
        policy,
        patience: about.patience ?? patience,
      }).all(migrations)
    } finally {
      await client.end().catch(() => undefined)
      await superuser.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      for (const one of made)
        await superuser.query(`DROP ROLE IF EXISTS ${quoted(one)}`).catch(() => undefined)
    }
  } finally {
    await superuser.end()
  }
}

const objectsByOid = `SELECT format('%I.%I', n.nspname, c.relname) AS name, c.oid
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND n.nspname !~ '^(pg_|information_schema$)'
  UNION ALL SELECT f.oid::regprocedure::text, f.oid FROM pg_catalog.pg_proc f
  JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace WHERE n.nspname !~ '^(pg_|information_schema$)'`

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
    for (const tree of 'why' in statements
      ? []
      : statements.flatMap(({ tree: one, text }) => [one, ...statementsOfBlock(one, text)])) {
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

/** Makes the role, and those that migrations name and do not make: they are there in a real database. Returns the new ones. */
async function makeRoles(
  superuser: pg.Client,
  role: string,
  owner: string,
  { roles, rolesMade }: Named,
): Promise<string[]> {
  const made: string[] = []
  for (const one of new Set([role, ...roles])) {
    if ((rolesMade.has(one) && one !== role) || one.startsWith('pg_')) continue
    const { rowCount } = await superuser.query('SELECT FROM pg_roles WHERE rolname = $1', [one])
    if (rowCount !== 0) continue
    await superuser.query(`CREATE ROLE ${quoted(one)} ${one === role ? 'LOGIN' : 'NOLOGIN'}`)
    made.push(one)
    if (one !== role) await superuser.query(`GRANT ${quoted(one)} TO ${quoted(owner)} WITH ADMIN OPTION`)
  }
  return made
}

async function provision(
  client: pg.Client,
  name: string,
  { server, role, policy, named }: { server: Server; role: string; policy: PolicyInPhase; named: Named },
): Promise<void> {
  const owner = quoted(server.owner)
  const ofPublic = policy.schemas['public'] ?? []
  await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC; ALTER SCHEMA public OWNER TO ${owner};
    REVOKE ALL ON SCHEMA public FROM PUBLIC`)
  await client.query(`SET SESSION AUTHORIZATION ${owner}`)
  if (policy.database.length > 0)
    await client.query(`GRANT ${policy.database.join(', ')} ON DATABASE ${name} TO ${quoted(role)}`)
  if (ofPublic.length > 0)
    await client.query(`GRANT ${ofPublic.join(', ')} ON SCHEMA public TO ${quoted(role)}`)
  // A framework makes the table of its migrations before the first of them.
  for (const table of named.tables) await client.query(`CREATE TABLE public.${quoted(table)} (version text)`)
}

type About = Server & {
  readonly name: string
  readonly role: string
  readonly policy: PolicyInPhase
  readonly patience: Patience
}

class Course {
  readonly #client: pg.Client
  readonly #about: About
  readonly #standing = new Standing()
  readonly #findings: MigrationFinding[] = []
  readonly #mended = new Map<MigrationFinding, string>()
  readonly #unread: Open[] = []
  /** By oid, which a renamed object keeps and a recreated one does not; what has none by name. */
  readonly #judged = new Set<unknown>()
  readonly #unreadObjects = new Set<string>()
  #inTransaction = false

  constructor(client: pg.Client, about: About) {
    this.#client = client
    this.#about = about
  }

  async all(migrations: readonly Migration[]): Promise<Run> {
    const applied = new Set<string>()
    let stopped: Open | undefined
    // What stands before any of them is none of theirs.
    await this.#judge(undefined, [])
    for (const migration of migrations) {
      stopped = await this.#apply(migration)
      if (stopped) break
      applied.add(migration.file)
    }
    const findings = this.#findings.map((one) => {
      const mendedIn = this.#mended.get(one)
      return mendedIn === undefined ? one : { ...one, mendedIn }
    })
    return { findings, applied, unread: this.#unread, stopped }
  }

  async #apply(migration: Migration): Promise<Open | undefined> {
    const { file } = migration
    const [unread] = migration.unread
    if (unread) return { file, statement: '', ...unread }
    const statements = statementsOf(migration)
    if ('why' in statements) return { file, statement: '', ...statements }
    try {
      await this.#begin()
    } catch (error) {
      return { file, line: 1, statement: '', why: `could not be begun: ${wordsOf(error)}` }
    }
    for (const { tree, text, place } of statements) {
      const [kind = ''] = Object.keys(tree as object)
      // There is nothing to copy: the data is no statement.
      if (kind === 'CopyStmt') continue
      if (kind === 'TransactionStmt')
        this.#inTransaction = /TRANS_STMT_(BEGIN|START)"/.test(JSON.stringify(tree))
      try {
        await this.#run(kind, text)
      } catch (error) {
        const silent = /read timeout/i.test(wordsOf(error))
        const waited = `Postgres has not answered within ${this.#about.patience.answerTimeoutMs / 1000} s`
        return { ...place, why: silent ? waited : `Postgres refuses it: ${wordsOf(error)}` }
      }
    }
    try {
      await this.#judge(file, statements)
    } catch (error) {
      return { file, line: 1, statement: '', why: `what it leaves could not be read: ${wordsOf(error)}` }
    }
    return undefined
  }

  /** Heroku lets the owner make extensions, which the platform's own role then owns: here it is that role that makes them. */
  async #run(kind: string, text: string): Promise<void> {
    const asPlatform = kind === 'CreateExtensionStmt'
    if (asPlatform) await this.#client.query('RESET SESSION AUTHORIZATION')
    await queryWithin(this.#client, text, { timeoutMs: this.#about.patience.answerTimeoutMs })
    if (asPlatform) await this.#client.query(`SET SESSION AUTHORIZATION ${quoted(this.#about.owner)}`)
  }

  /** A session as a tool opens it; within a transaction that spans several there is none to open. */
  async #begin(): Promise<void> {
    if (this.#inTransaction) return
    await this.#client.query('RESET SESSION AUTHORIZATION')
    await this.#client.query('DISCARD ALL')
    await this.#client.query(`SET statement_timeout = ${this.#about.patience.statementTimeoutMs}`)
    await this.#client.query(`SET SESSION AUTHORIZATION ${quoted(this.#about.owner)}`)
  }

  async #judge(file: string | undefined, statements: readonly Statement[]): Promise<void> {
    if (!this.#inTransaction) {
      await this.#begin()
      // What the audit takes is none of the migration's.
      await this.#client.query('SET statement_timeout = 0')
    }
    const { role, policy } = this.#about
    const snapshot = await readPrivileges(this.#client, role)
    const found = audit(snapshot, policy)
    const named = found.differences.map((finding) => ({ ...finding, object: this.#nameOf(finding.object) }))
    const oids = await this.#oids()
    const there = new Set<unknown>(oids.values())
    const identity = ({ object }: PrivilegeFinding) =>
      oids.get(object) ?? oids.get(object.slice(0, object.lastIndexOf('.'))) ?? object
    const tableOf = new Map(snapshot.relations.map(({ name, ownedBy }) => [name, ownedBy]))
    const place = (finding: PrivilegeFinding) =>
      placeOf(finding, tableOf.get(finding.object), statements, file ?? '')
    const judged = [...this.#judged]
    for (const finding of named) this.#judged.add(identity(finding))
    const { added, mended } = this.#standing.update(ofMigrations(named), {
      identity,
      judged,
      isThere: (one) => there.has(one) || typeof one === 'string',
      file: file ?? '',
      report: (finding) => auditFinding(finding, place(finding), 'run'),
    })
    if (file === undefined) return
    this.#findings.push(...added)
    for (const [one, by] of mended) if (!this.#mended.has(one)) this.#mended.set(one, by)
    for (const finding of found.unread) {
      if (this.#unreadObjects.has(finding.object)) continue
      this.#unreadObjects.add(finding.object)
      this.#unread.push({ ...place(finding), why: `${finding.object} ${finding.found}` })
    }
  }

  /** The oids of relations and functions, by their names as the findings have them. */
  async #oids(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await queryWithin<{ name: string; oid: number }>(this.#client, objectsByOid, {
      timeoutMs: this.#about.patience.answerTimeoutMs,
    })
    return new Map(rows.map(({ name, oid }) => [name, oid]))
  }

  #nameOf(object: string): string {
    if (object === this.#about.name) return 'database'
    return object === quoted(this.#about.owner) ? 'database_owner' : object
  }
}

const makes = /^\{"(Create(?!Trig)|View|Select|Do|Call)/
/** What may do anything, anywhere in its text. */
const opaque = /^\{"(Do|Call)/
const gives = /^\{"(Grant|AlterDefaultPrivileges)/

/**
 * The statement that brought a finding about, as far as its text tells: the last that makes the object, or gives what is too
 * much on it, or names it at all; where none does, the last that could have come to it otherwise.
 */
function placeOf(
  { object, fix }: PrivilegeFinding,
  table: string | undefined,
  statements: readonly Statement[],
  file: string,
): Place {
  const last = (name: string, kind: RegExp) =>
    statements.findLast(({ text, tree }) => {
      const written = JSON.stringify(tree)
      return kind.test(written) && isNamed(name, opaque.test(written) ? text : text.split(/\(|\bas\b/i)[0])
    })
  const ofName = (name: string) =>
    (fix?.startsWith('REVOKE') === true ? last(name, gives) : undefined) ??
    last(name, makes) ??
    last(name, /^/) ??
    statements.findLast(({ text }) => isNamed(name, text))
  const said = ofName(bare(object)) ?? (table === undefined ? undefined : ofName(bare(table)))
  const other = statements.findLast(({ tree }) => /^\{"(Do|Select|Call|Grant)/.test(JSON.stringify(tree)))
  return (said ?? other ?? statements.at(-1))?.place ?? { file, line: 1, statement: '' }
}

const bare = (object: string): string =>
  object.replace(/\(.*$/, '').split('.').at(-1)?.replaceAll('"', '') ?? object

function isNamed(name: string, text = ''): boolean {
  const parts = text.split(name)
  return parts.slice(1).some((after, at) => !/[\w$]$/.test(parts[at] ?? '') && !/^[\w$]/.test(after))
}
