import type pg from 'pg'
import type { PolicyInPhase } from '../../config/policy.ts'
import { type Audit, audit } from '../../privileges/audit.ts'
import type { PrivilegeFinding } from '../../privileges/findings/privilege-finding.ts'
import { queryWithin } from '../../privileges/looking.ts'
import type { PrivilegeSnapshot } from '../../privileges/snapshot/privilege-snapshot.ts'
import { readPrivileges } from '../../privileges/snapshot/read-privileges.ts'
import { ofMigrations } from '../findings/standing.ts'
import { ofAll, standsAlone, type Whole, Words } from './bearing.ts'
import { CatalogueWatch, type Changes } from './catalogue-watch.ts'
import { cataloguesOfPart, partAround } from './neighbours.ts'
import type { Prepared } from './prepared.ts'

/** What is found of a database, or of the part of it beyond which nothing can have changed. */
export interface Look {
  readonly found: Pick<Audit, 'differences' | 'unread'>
  readonly relations: PrivilegeSnapshot['relations']
  /** The oids of relations and functions, by their names as the findings have them. */
  readonly oids: ReadonlyMap<string, number>
  /** Whether what was found before of an object, and is not now, is there no more. */
  readonly isJudged: (identity: unknown) => boolean
}

/**
 * The looks at one database between migrations. A whole one costs as much as there is in the database; so where a migration has
 * changed nothing but what bears on some relations, these are looked at, and the finding is the same.
 */
export class Looks {
  readonly #client: pg.Client
  readonly #beside: pg.Client
  readonly #role: string
  readonly #policy: PolicyInPhase
  readonly #timeoutMs: number
  readonly #watch: CatalogueWatch
  #whole: Whole | undefined
  readonly #names = new Map<number, string>()
  /** What was found when the whole was last looked at. */
  #stood: ReadonlySet<string> = new Set()

  constructor(
    { client, beside }: Pick<Prepared, 'client' | 'beside'>,
    about: { readonly role: string; readonly policy: PolicyInPhase; readonly timeoutMs: number },
  ) {
    this.#client = client
    this.#beside = beside
    this.#role = about.role
    this.#policy = about.policy
    this.#timeoutMs = about.timeoutMs
    this.#watch = new CatalogueWatch(beside)
  }

  /** Looks between two transactions. */
  async next(): Promise<Look> {
    const changes = await this.#watch.changes()
    const part = changes && this.#whole && (await this.#lookAt(changes, this.#whole))
    return part ?? (await this.#lookAtAll())
  }

  /** Looks within a transaction, of which it cannot be told what of it is new. */
  within(): Promise<Look> {
    this.#watch.forget()
    return this.#lookAtAll()
  }

  async #lookAtAll(): Promise<Look> {
    const snapshot = await readPrivileges(this.#client, this.#role)
    const words = new Words(await this.#texts(snapshot))
    this.#whole = { snapshot, words, ofAll: ofAll(snapshot) }
    const oids = await this.#oids()
    this.#names.clear()
    for (const [name, oid] of oids) this.#names.set(oid, name)
    const found = audit(snapshot, this.#policy)
    this.#stood = new Set(found.differences.map(inShort))
    return { found, relations: snapshot.relations, oids, isJudged: () => true }
  }

  /** Looks at what changes bear on; undefined where that cannot be told from the rest. */
  async #lookAt(changes: Changes, whole: Whole): Promise<Look | undefined> {
    if ([...changes.types.values()].some((name) => whole.words.couldMean(name))) return undefined
    const part = await partAround(this.#beside, changes.relations)
    const oids = await this.#oids(part.relations)
    // By another name it is another thing to the policy, and to whatever looks it up.
    for (const [name, oid] of oids) if ((this.#names.get(oid) ?? name) !== name) return undefined
    const read = await readPrivileges(this.#beside, this.#role, {
      part: { catalogues: cataloguesOfPart, values: [part.relations, part.types] },
    })
    if (!standsAlone(read, oids.keys(), whole, this.#policy)) return undefined
    const found = audit({ ...read, schemas: whole.snapshot.schemas }, this.#policy)
    const isOfPart = ({ object }: PrivilegeFinding) => oids.has(relationOf(object, oids))
    const others = ofMigrations(found.differences).filter((finding) => !isOfPart(finding))
    if (others.some((finding) => !this.#stood.has(inShort(finding))) || found.unread.length > 0)
      return undefined
    for (const [name, oid] of oids) this.#names.set(oid, name)
    const judged = new Set<unknown>(oids.values())
    return {
      found: { differences: found.differences.filter(isOfPart), unread: [] },
      relations: read.relations,
      oids,
      isJudged: (identity) => judged.has(identity),
    }
  }

  async #oids(some?: readonly number[]): Promise<ReadonlyMap<string, number>> {
    const { rows } = await queryWithin<{ name: string; oid: number }>(
      some ? this.#beside : this.#client,
      some ? `${relationsByOid} AND c.oid = ANY ($1)` : `${relationsByOid} UNION ALL ${functionsByOid}`,
      { timeoutMs: this.#timeoutMs, ...(some && { values: [some] }) },
    )
    return new Map(rows.map(({ name, oid }) => [name, oid]))
  }

  /** The texts of what the snapshot's relations may run, and the names that the policy has for what some of them use. */
  async #texts({ functions, triggers, uses }: PrivilegeSnapshot): Promise<string[]> {
    const { rows } = await queryWithin<Text>(this.#client, textsOfFunctions, { timeoutMs: this.#timeoutMs })
    const nameOf = new Map(functions.map((fn) => [fn.oid, fn.name]))
    const run = new Set([...triggers.map((one) => one.function), ...uses.map(({ object }) => object)])
    const declared = Object.values(this.#policy.functions.uses).flatMap((of) => Object.keys(of))
    return [...runFrom(rows, ({ oid }) => run.has(nameOf.get(oid) ?? '')), ...declared]
  }
}

interface Text {
  readonly oid: number
  /** Without its schema and arguments. */
  readonly name: string
  readonly text: string
}

/** The texts of some functions and, as far as a name in a text may be a call, of all that these call in turn. */
function runFrom(texts: readonly Text[], isFirst: (text: Text) => boolean): string[] {
  const run = new Set(texts.filter(isFirst))
  for (const { text } of run) {
    const words = new Words([text])
    for (const one of texts) if (words.couldMean(one.name)) run.add(one)
  }
  return [...run].map(({ text }) => text)
}

/** The relation a finding is about: itself, or that of its column. */
function relationOf(object: string, oids: ReadonlyMap<string, number>): string {
  return oids.has(object) ? object : object.slice(0, object.lastIndexOf('.'))
}

const inShort = ({ code, object, fix }: PrivilegeFinding): string => JSON.stringify([code, object, fix])

const relationsByOid = `SELECT format('%I.%I', n.nspname, c.relname) AS name, c.oid
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND n.nspname !~ '^(pg_|information_schema$)'`

const functionsByOid = `SELECT f.oid::regprocedure::text, f.oid FROM pg_catalog.pg_proc f
  JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace WHERE n.nspname !~ '^(pg_|information_schema$)'`

const textsOfFunctions = `SELECT f.oid, f.proname AS name, pg_catalog.pg_get_functiondef(f.oid) AS text FROM pg_catalog.pg_proc f
  JOIN pg_catalog.pg_language l ON l.oid = f.prolang
  WHERE f.oid >= 16384 AND f.prokind IN ('f', 'p') AND NOT f.prosecdef AND l.lanname NOT IN ('c', 'internal')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'e')`
