import type pg from 'pg'
import { queryWithin } from '../../privileges/looking.ts'

/** What has changed of the catalogue where all of it is about relations, and nothing was taken away. */
export interface Changes {
  /** The relations that a changed row is about, by oid; some of them may be indexes and the like. */
  readonly relations: readonly number[]
  /** The types that are new, by oid and by name. */
  readonly types: ReadonlyMap<number, string>
}

/** Rows of one catalogue: how many, and what those are about that were written since the last look. */
interface Counted {
  readonly rows: number
  readonly highest: number
  readonly written: readonly (readonly unknown[])[]
}

/**
 * What of a catalogue's row says which relation it is about. A row that is gone, or was written anew, may have led to another relation:
 * of these catalogues none but new rows can be followed.
 */
const followed: Readonly<Record<string, string>> = {
  pg_depend: 'classid::int8, objid::int8, refclassid::int8, refobjid::int8',
  pg_constraint: 'conrelid::int8, contypid::int8',
  pg_attrdef: 'adrelid::int8',
  pg_policy: 'polrelid::int8',
  pg_rewrite: 'ev_class::int8',
  pg_trigger: 'CASE WHEN tgisinternal THEN 0 ELSE tgrelid::int8 END',
  pg_inherits: 'inhrelid::int8, inhparent::int8',
  pg_type: 'oid::int8, typname',
}

/** Those whose rows may be written anew, as GRANT and ALTER do it. */
const rewritten: Readonly<Record<string, string>> = {
  pg_class: 'oid::int8',
  pg_attribute: 'attrelid::int8',
}

/** What is about more than one relation: the least change of it may bear on any. */
const ofAll = [
  'pg_proc',
  'pg_operator',
  'pg_opclass',
  'pg_namespace',
  'pg_extension',
  'pg_event_trigger',
  'pg_init_privs',
  'pg_language',
  'pg_auth_members',
]

/** In which a dependency is a matter of the relation that its holder belongs to. */
const holders = [
  'pg_class',
  'pg_attrdef',
  'pg_constraint',
  'pg_policy',
  'pg_rewrite',
  'pg_trigger',
  'pg_type',
]

const counted = (catalogue: string, about: string) => `
  SELECT '${catalogue}' AS catalogue, json_build_object('rows', count(*), 'highest', ${catalogue === 'pg_class' ? 'max(oid)::int8' : '0'},
    'written', coalesce(json_agg(json_build_array(${about})) FILTER (WHERE age(xmin) <= (SELECT age(coalesce($1::xid, pg_snapshot_xmax(pg_current_snapshot())::xid)))), '[]')) AS counted
    FROM pg_catalog.${catalogue}`

/** A row has the transaction that wrote it: those before the horizon had ended when the catalogue was last looked at. */
const statement = `
  SELECT pg_snapshot_xmin(pg_current_snapshot())::xid::text AS horizon,
    (SELECT md5(string_agg(r::text, '' ORDER BY oid)) FROM pg_catalog.pg_roles r) AS roles,
    (SELECT json_object_agg(relname, oid::int8) FROM pg_catalog.pg_class
      WHERE relname IN (${[...holders, 'pg_extension'].map((one) => `'${one}'`).join(', ')}) AND relnamespace = 'pg_catalog'::regnamespace) AS oids,
    (SELECT json_object_agg(c.catalogue, c.counted) FROM (${[
      ...Object.entries({ ...followed, ...rewritten }).map(([one, about]) => counted(one, about)),
      ...ofAll.map((one) => counted(one, '0')),
    ].join(' UNION ALL ')}) c) AS catalogues`

interface Seen {
  readonly horizon: string
  readonly roles: string
  readonly oids: Readonly<Record<string, number>>
  readonly catalogues: Readonly<Record<string, Counted>>
}

/** Knows what of a database's catalogue was written since it was last asked, by who wrote each row and how many there are. */
export class CatalogueWatch {
  readonly #client: pg.Client
  #last: Seen | undefined

  constructor(client: pg.Client) {
    this.#client = client
  }

  /** Returns what has changed since the last call; undefined where something has whose bearing is not on some relations alone. */
  async changes(): Promise<Changes | undefined> {
    const last = this.#last
    const { rows } = await queryWithin<Seen & pg.QueryResultRow>(
      this.#client,
      statement,
      // Before the first look nothing is new.
      { name: 'changes', values: [last?.horizon ?? null] },
    )
    const [now] = rows
    this.#last = now
    return last && now ? changesBetween(last, now) : undefined
  }

  /** Has the next look begin anew: within a transaction it cannot be told what of it is new. */
  forget(): void {
    this.#last = undefined
  }
}

function changesBetween(last: Seen, now: Seen): Changes | undefined {
  const before = (catalogue: string) => last.catalogues[catalogue]?.rows ?? 0
  const at = (catalogue: string) => now.catalogues[catalogue] ?? { rows: 0, highest: 0, written: [] }
  const gone = (catalogue: string) => before(catalogue) - (at(catalogue).rows - at(catalogue).written.length)
  if (now.roles !== last.roles) return undefined
  if (ofAll.some((one) => at(one).written.length > 0 || at(one).rows !== before(one))) return undefined
  if (Object.keys(followed).some((one) => gone(one) > 0)) return undefined
  const written = (catalogue: string) => at(catalogue).written as readonly (readonly number[])[]
  const highest = last.catalogues['pg_class']?.highest ?? 0
  const known = written('pg_class').filter(([oid = 0]) => oid <= highest)
  if (known.length !== gone('pg_class')) return undefined

  const types = new Map(at('pg_type').written as readonly (readonly [number, string])[])
  const ofClass = new Set(holders.map((one) => now.oids[one]))
  const relation = now.oids['pg_class']
  const dependencies = written('pg_depend')
  // What becomes an extension's is judged otherwise from there on.
  if (dependencies.some(([holder, , on]) => !ofClass.has(holder) || on === now.oids['pg_extension']))
    return undefined
  if (written('pg_constraint').some(([, type = 0]) => type !== 0 && !types.has(type))) return undefined
  const relations = [
    ...[
      'pg_class',
      'pg_attribute',
      'pg_attrdef',
      'pg_policy',
      'pg_rewrite',
      'pg_trigger',
      'pg_inherits',
    ].flatMap((one) => written(one).flat()),
    ...written('pg_constraint').map(([table = 0]) => table),
    ...dependencies.flatMap(([holder, object = 0, on, referenced = 0]) =>
      holder === relation ? [object, ...(on === relation ? [referenced] : [])] : [],
    ),
  ]
  return { relations: [...new Set(relations)].filter((oid) => oid > 0), types }
}
