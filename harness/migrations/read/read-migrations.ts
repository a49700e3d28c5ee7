import type { PolicyInPhase } from '../../config/policy.ts'
import { audit } from '../../privileges/audit.ts'
import type { PrivilegeFinding } from '../../privileges/findings/privilege-finding.ts'
import type { AclEntry } from '../../privileges/snapshot/privilege-snapshot.ts'
import { auditFinding, type MigrationFinding, ownFinding } from '../finding.ts'
import { ofMigrations, Standing } from '../findings/standing.ts'
import { guardedLines, guardedTable } from '../guarded.ts'
import type { Migration, Open, Place } from '../migration.ts'
import { asMigrated, owner, withinBlock } from '../this-database.ts'
import { withBlocks } from './block-statements.ts'
import { FunctionEntry, nameOf, RelationEntry, type Touch } from './catalogue.ts'
import { quoted } from './names.ts'
import { Neighbourhood, Restricted } from './neighbourhood.ts'
import { placeOfNeed } from './place-of-need.ts'
import { replay } from './replay.ts'
import { type Noticed, Session } from './session.ts'
import { grammarReady, type Statement, statementsOf } from './statements.ts'
import { snapshotOf } from './to-snapshot.ts'

/** What reading says of the migrations. */
export interface Reading {
  readonly findings: readonly MigrationFinding[]
  /** What could not be told: while there is any, no finding is no pass. */
  readonly unread: readonly Open[]
}

/**
 * Reads the migrations in their order, with Postgres's own grammar, into a model of what they make and grant, and judges it by
 * the policy at the end of each: what is granted in a later one comes too late for the deploys in between.
 */
export async function readMigrations(
  migrations: readonly Migration[],
  role: string,
  policy: PolicyInPhase,
): Promise<Reading> {
  await grammarReady()
  const course = new Course(role, policy)
  for (const migration of migrations) await course.take(migration)
  return course.reading()
}

class Course {
  readonly #session: Session
  readonly #policy: PolicyInPhase
  readonly #restricted: Restricted
  readonly #standing = new Standing()
  readonly #findings: MigrationFinding[] = []
  readonly #mended = new Map<MigrationFinding, string>()
  readonly #unread: Reading['unread'][number][] = []
  readonly #early: Noticed[] = []
  readonly #created = new Set<string>()
  readonly #dropped = new Set<string>()
  /** Objects of the migration at hand that have been looked at, by name: a recreated one is two. */
  readonly #noted = new Set<string>()
  readonly #owners = new Map<object, string>()
  readonly #unreadFunctions = new Set<string>()
  /** Of the migration at hand. */
  #statements: readonly Statement[] = []

  constructor(role: string, policy: PolicyInPhase) {
    this.#session = new Session(role)
    this.#policy = policy
    this.#restricted = new Restricted(policy, this.#session.catalogue)
    this.#provision()
  }

  /** The role as the runbook leaves it in an empty database. */
  #provision(): void {
    const { catalogue, role } = this.#session
    const held = (privilege: string): AclEntry => ({
      grantee: role,
      grantor: owner,
      privilege,
      grantable: false,
    })
    const schema = catalogue.schemas.get('public')
    schema?.grants.push(...(this.#policy.schemas['public'] ?? []).map(held))
    catalogue.databaseGrants.push(...this.#policy.database.map(held))
  }

  async take(migration: Migration): Promise<void> {
    const session = this.#session
    session.begin()
    for (const { line, why } of migration.unread)
      this.#unread.push({ file: migration.file, line, statement: '', why })
    const statements = statementsOf(migration)
    this.#statements = 'why' in statements ? [] : statements
    if ('why' in statements) this.#unread.push({ file: migration.file, statement: '', ...statements })
    else
      for (const { tree, text, place } of statements) {
        session.place = place
        await replay(session, tree, text)
      }
    this.#unread.push(...session.unread)
    this.#note()
    this.#judge(migration)
  }

  #note(): void {
    const { noticed, role, catalogue } = this.#session
    const [unguarded, ...others] = noticed.filter(({ code }) => code === 'unguarded-grant')
    if (unguarded) {
      const more = others.length > 0 ? `, and ${others.length} more of this migration` : ''
      this.#add(
        ownFinding('unguarded-grant', {
          object: role,
          place: unguarded.place,
          expected: `a statement that runs where ${role} is not there too`,
          found: `\`${unguarded.place.statement}\`${more}`,
          lines: guardedLines(role, [withinBlock(asMigrated(unguarded.statement))]),
        }),
      )
    }
    for (const one of noticed)
      if (one.code === 'password-statement')
        this.#add(
          ownFinding('password-statement', {
            object: one.object,
            place: one.place,
            expected: 'no statement that makes a role of Heroku’s or sets a password',
            found: 'one',
          }),
        )
      else if (one.code === 'revoke-on-missing')
        this.#add(
          ownFinding('revoke-on-missing', {
            object: one.object,
            place: one.place,
            expected: 'a table that a migration before it creates',
            found: 'none of that name',
            lines: guardedTable(one.object, [one.statement]),
          }),
        )
      else if (one.code === 'grant-on-missing') this.#early.push(one)
    this.#noted.clear()
    for (const object of catalogue.touched) this.#ofObject(object)
  }

  #ofObject(object: RelationEntry | FunctionEntry): void {
    const name = nameOf(object)
    const touches = this.#session.catalogue.touches.get(name) ?? []
    for (const { kind, place } of this.#noted.has(name) ? [] : touches) {
      if (kind === 'drop' && this.#restricted.isNamed(name)) this.#dropped.add(name)
      if (kind !== 'create') continue
      this.#created.add(name)
      if (this.#dropped.delete(name))
        this.#add(
          ownFinding('append-only-recreated', {
            object: name,
            place,
            expected: 'the table that the policy names, with its rows and its privileges',
            found: 'dropped and created anew',
          }),
        )
    }
    this.#noted.add(name)
    const place = touches.at(-1)?.place
    if (place && object instanceof RelationEntry && this.#isAnothers(object))
      this.#add(
        ownFinding('object-of-another', {
          object: name,
          place,
          expected: 'owned by the role that applies the migrations',
          found: `owned by ${object.owner}`,
        }),
      )
    this.#owners.set(object, object.owner)
  }

  /** Whether it is so since this migration. What the role owns, the audit finds. */
  #isAnothers(object: RelationEntry): boolean {
    const { owner: now, temporary, kind } = object
    return (
      !temporary &&
      kind !== 'S' &&
      now !== owner &&
      now !== this.#session.role &&
      this.#owners.get(object) !== now
    )
  }

  #judge({ file }: Migration): void {
    const { catalogue, role } = this.#session
    const around = new Neighbourhood(catalogue, this.#restricted)
    const found = audit(snapshotOf(catalogue, role, around), this.#policy)
    const byName = new Map<string, unknown>(
      [...around.relations, ...around.functions].map((one) => [nameOf(one), one]),
    )
    const identity = ({ object }: PrivilegeFinding) =>
      byName.get(object) ?? byName.get(object.slice(0, object.lastIndexOf('.'))) ?? object
    const { added, mended } = this.#standing.update(ofMigrations(found.differences), {
      identity,
      judged: [
        ...around.relations,
        ...around.functions,
        ...[...catalogue.schemas.keys()].map(quoted),
        owner,
        role,
      ],
      isThere: () => true,
      file,
      report: (finding) => auditFinding(finding, this.#placeOf(finding), 'read'),
    })
    for (const one of added) this.#add(one)
    for (const [one, by] of mended) if (!this.#mended.has(one)) this.#mended.set(one, by)
    for (const finding of found.unread) {
      if (this.#unreadFunctions.has(finding.object)) continue
      this.#unreadFunctions.add(finding.object)
      this.#unread.push({ ...this.#placeOf(finding), why: `${finding.object} ${finding.found}` })
    }
  }

  #add(finding: MigrationFinding): void {
    this.#findings.push(finding)
  }

  /** The statement of this migration that brought a finding about: the last that gave, or the last that made or took. */
  #placeOf(finding: PrivilegeFinding): Place {
    const { object, code, fix, opensWith = [] } = finding
    const need = code === 'needed-privilege' ? placeOfNeed(finding, withBlocks(this.#statements)) : undefined
    if (need) return need
    const { touches } = this.#session.catalogue
    const ofObject = touches.get(object) ?? touches.get(object.slice(0, object.lastIndexOf('.'))) ?? []
    const last = (...kinds: readonly Touch['kind'][]) => ofObject.findLast(({ kind }) => kinds.includes(kind))
    if (/bypass|row-level|definer/.test(code)) {
      const starts = opensWith.flatMap((start) => touches.get(start.replace(/^\w+ ON /, '')) ?? [])
      const changes = [...ofObject, ...starts].filter(
        ({ kind }) => kind === 'change' || kind === 'move' || kind === 'create',
      )
      const latest = changes.toSorted((a, b) => a.place.line - b.place.line).at(-1)
      if (latest && fix?.startsWith('REVOKE') !== true) return latest.place
    }
    if (code === 'ownership')
      return (last('change', 'create') ?? ofObject.at(-1))?.place ?? this.#session.place
    const gave = fix?.startsWith('REVOKE') === true ? last('grant') : undefined
    const touch = gave ?? last('create', 'move', 'revoke') ?? last('change') ?? ofObject.at(-1)
    return touch?.place ?? this.#session.place
  }

  reading(): Reading {
    for (const { object, place } of this.#early) {
      const name = object.includes('.') ? object : `public.${object}`
      if (this.#created.has(name))
        this.#add(
          ownFinding('grant-before-create', {
            object: name,
            place,
            expected: 'a relation that is there',
            found: `\`${place.statement}\`, before it is created`,
          }),
        )
      else this.#unread.push({ ...place, why: `names ${object}, which no migration creates` })
    }
    const findings = this.#findings.map((one) => {
      const mendedIn = this.#mended.get(one)
      return mendedIn === undefined ? one : { ...one, mendedIn }
    })
    return { findings, unread: this.#unread }
  }
}
