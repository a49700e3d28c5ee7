import type pg from 'pg'
import type { PolicyInPhase } from '../config/policy.ts'
import type { PrivilegeFinding } from '../privileges/findings/privilege-finding.ts'
import { isTrouble, queryWithin, wordsOf } from '../privileges/looking.ts'
import type { Run, Stop } from './check-migrations.ts'
import { auditFinding, type MigrationFinding } from './finding.ts'
import { ofMigrations, Standing } from './findings/standing.ts'
import type { Migration, Open } from './migration.ts'
import { quoted } from './read/names.ts'
import { grammarReady, type Statement, statementsOf } from './read/statements.ts'
import { Looks } from './run/looks.ts'
import { placeOf } from './run/place-of.ts'
import { type Prepared, prepare, type Server } from './run/prepared.ts'
import * as ours from './this-database.ts'

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
  const { server, role, policy } = about
  const prepared = await prepare(migrations, about)
  try {
    const course = new Course(prepared, {
      owner: server.owner,
      role,
      policy,
      patience: about.patience ?? patience,
    })
    return await course.all(migrations)
  } finally {
    await prepared.discard()
  }
}

interface About {
  readonly owner: string
  readonly name: string
  readonly role: string
  readonly policy: PolicyInPhase
  readonly patience: Patience
}

class Course {
  readonly #client: pg.Client
  readonly #about: About
  readonly #looks: Looks
  readonly #standing = new Standing()
  readonly #findings: MigrationFinding[] = []
  readonly #mended = new Map<MigrationFinding, string>()
  readonly #unread: Open[] = []
  /** By oid, which a renamed object keeps and a recreated one does not; what has none by name. */
  readonly #judged = new Set<unknown>()
  readonly #unreadObjects = new Set<string>()
  #inTransaction = false

  constructor(prepared: Prepared, about: Omit<About, 'name'>) {
    this.#client = prepared.client
    this.#about = { ...about, name: prepared.name }
    this.#looks = new Looks(prepared, { ...about, timeoutMs: about.patience.answerTimeoutMs })
  }

  async all(migrations: readonly Migration[]): Promise<Run> {
    const applied = new Set<string>()
    let stopped: Stop | undefined
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

  async #apply(migration: Migration): Promise<Stop | undefined> {
    const { file } = migration
    const [unread] = migration.unread
    if (unread) return { file, statement: '', unanswered: false, ...unread }
    const statements = statementsOf(migration)
    if ('why' in statements) return { file, statement: '', unanswered: false, ...statements }
    try {
      await this.#begin()
    } catch (error) {
      return { file, line: 1, statement: '', unanswered: true, why: `could not be begun: ${wordsOf(error)}` }
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
        return { ...place, ...this.#why(error) }
      }
    }
    try {
      await this.#judge(file, statements)
    } catch (error) {
      return {
        file,
        line: 1,
        statement: '',
        unanswered: true,
        why: `what it leaves could not be read: ${wordsOf(error)}`,
      }
    }
    return undefined
  }

  #why(error: unknown): Pick<Stop, 'why' | 'unanswered'> {
    const words = wordsOf(error)
    if (!isTrouble(error)) return { unanswered: false, why: `Postgres refuses it: ${words}` }
    const silent = /read timeout/i.test(words)
    const waited = `Postgres has not answered within ${this.#about.patience.answerTimeoutMs / 1000} s`
    return { unanswered: true, why: silent ? waited : `Postgres does not get to answer: ${words}` }
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
      await this.#client.query('SET statement_timeout = 0; SET search_path = pg_catalog; SET jit = off')
    }
    const look = await (this.#inTransaction ? this.#within(() => this.#looks.within()) : this.#looks.next())
    const { found, oids } = look
    const named = found.differences.map((finding) => this.#inOurNames(finding))
    const there = new Set<unknown>(oids.values())
    const identity = ({ object }: PrivilegeFinding) =>
      oids.get(object) ?? oids.get(object.slice(0, object.lastIndexOf('.'))) ?? object
    const tableOf = new Map(look.relations.map(({ name, ownedBy }) => [name, ownedBy]))
    const place = (finding: PrivilegeFinding) =>
      placeOf(finding, tableOf.get(finding.object), statements, file ?? '')
    const judged = [...this.#judged].filter(look.isJudged)
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

  /** The audit sets what it needs for the transaction at hand: a migration's own, where one is open, is to go on without that. */
  async #within<T>(look: () => Promise<T>): Promise<T> {
    await this.#client.query('SAVEPOINT before_the_audit')
    const seen = await look()
    await this.#client.query('ROLLBACK TO before_the_audit; RELEASE before_the_audit')
    return seen
  }

  /** With what stands for the database and its owner, which have names that chance gave them. */
  #inOurNames(finding: PrivilegeFinding): PrivilegeFinding {
    const { name, owner } = this.#about
    const inOurs = (text: string): string =>
      text.replaceAll(name, ours.database).replaceAll(quoted(owner), ours.owner)
    const { object, expected, found, fix } = finding
    return {
      ...finding,
      object: inOurs(object),
      expected: inOurs(expected),
      found: inOurs(found),
      ...(fix !== undefined && { fix: inOurs(fix) }),
    }
  }
}
