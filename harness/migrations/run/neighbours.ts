import type pg from 'pg'
import { queryWithin } from '../../privileges/looking.ts'

/** A part of the catalogue that nothing outside of it bears on: by oid, relations with their indexes, and types. */
export interface Part {
  readonly relations: readonly number[]
  readonly types: readonly number[]
}

const ofClass = (catalogue: string) => `'pg_catalog.${catalogue}'::regclass`

/**
 * The dependencies of one object, and those on one. Of the catalogue there are no statistics: what is behind OFFSET 0 is looked up
 * by its index, whatever would seem cheaper.
 */
const dependenciesOf = (catalogue: string, object: string) => `LATERAL (
      SELECT refclassid, refobjid FROM pg_catalog.pg_depend WHERE classid = ${ofClass(catalogue)} AND objid = ${object} OFFSET 0) d`
const dependenciesOn = (object: string) => `LATERAL (
      SELECT classid, objid FROM pg_catalog.pg_depend WHERE refclassid = ${ofClass('pg_class')} AND refobjid = ${object} OFFSET 0) d`

/** From an object of a relation, and the relation that it belongs to, to those that it names; and back. */
const through = (catalogue: string, relation: string, only = 'true') => `
    SELECT d.refobjid FROM (SELECT * FROM pg_catalog.${catalogue} WHERE ${relation} = p.oid OFFSET 0) x, ${dependenciesOf(catalogue, 'x.oid')}
     WHERE d.refclassid = ${ofClass('pg_class')} AND ${only}
    UNION ALL SELECT x.${relation} FROM ${dependenciesOn('p.oid')},
      LATERAL (SELECT * FROM pg_catalog.${catalogue} WHERE oid = d.objid OFFSET 0) x WHERE d.classid = ${ofClass(catalogue)} AND ${only}`

/** A foreign key that does nothing to its child asks no privilege and gives none. */
const actsOnChild =
  "(x.contype <> 'f' OR x.confdeltype IN ('c', 'n', 'd') OR x.confupdtype IN ('c', 'n', 'd'))"

const neighbours = `
  SELECT ${ofClass('pg_class')} AS class, e.oid FROM (
    SELECT inhparent FROM pg_catalog.pg_inherits WHERE inhrelid = p.oid
    UNION ALL SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = p.oid
    UNION ALL SELECT d.refobjid FROM ${dependenciesOf('pg_class', 'p.oid')} WHERE d.refclassid = ${ofClass('pg_class')}
    UNION ALL SELECT d.objid FROM ${dependenciesOn('p.oid')} WHERE d.classid = ${ofClass('pg_class')}
    UNION ALL ${through('pg_attrdef', 'adrelid')}
    UNION ALL ${through('pg_rewrite', 'ev_class')}
    UNION ALL ${through('pg_policy', 'polrelid')}
    UNION ALL ${through('pg_trigger', 'tgrelid', 'NOT x.tgisinternal')}
    UNION ALL ${through('pg_constraint', 'conrelid', actsOnChild)}) e (oid)
   WHERE p.class = ${ofClass('pg_class')} AND e.oid::int8 >= 16384
  UNION ALL SELECT ${ofClass('pg_type')}, d.refobjid FROM ${dependenciesOf('pg_class', 'p.oid')}
   WHERE p.class = ${ofClass('pg_class')} AND d.refclassid = ${ofClass('pg_type')}
  UNION ALL SELECT o.class, o.oid FROM pg_catalog.pg_type t,
    LATERAL (VALUES (${ofClass('pg_type')}, t.typelem), (${ofClass('pg_type')}, t.typbasetype), (${ofClass('pg_class')}, t.typrelid)) o (class, oid)
   WHERE p.class = ${ofClass('pg_type')} AND t.oid = p.oid AND o.oid <> 0`

const statement = `
  WITH RECURSIVE part (class, oid) AS (
    SELECT ${ofClass('pg_class')}, unnest($1::oid[])
    UNION SELECT n.class, n.oid FROM part p, LATERAL (${neighbours}) n)
  SELECT array_agg(oid::int8) FILTER (WHERE class = ${ofClass('pg_class')}) AS relations,
         array_agg(oid::int8) FILTER (WHERE class = ${ofClass('pg_type')}) AS types FROM part`

/**
 * Returns the relations given and all whose privileges bear on theirs or the other way round, however many lie in between: by
 * inheritance, views, rules, policies, defaults, sequences, and foreign keys that act on their child. What functions name in
 * their texts is not among it.
 */
export async function partAround(client: pg.Client, relations: readonly number[]): Promise<Part> {
  const { rows } = await queryWithin<{ relations: string[] | null; types: string[] | null }>(
    client,
    statement,
    {
      name: 'neighbours',
      values: [relations],
    },
  )
  const numbers = (oids: readonly string[] | null | undefined) => (oids ?? []).map(Number)
  return { relations: numbers(rows[0]?.relations), types: numbers(rows[0]?.types) }
}

/**
 * The catalogues of a part, as queries that stand in their place in a statement which names them without a schema: what is the
 * system's or an extension's, and what is of the part. Its relations are the statement's first parameter, its types the second.
 */
export const cataloguesOfPart = (() => {
  const [R, T] = ['$1::oid[]', '$2::oid[]']
  const ofExtension = `SELECT * FROM pg_catalog.pg_depend WHERE refclassid = ${ofClass('pg_extension')}`
  const E = `ARRAY(SELECT objid FROM (${ofExtension}) e WHERE classid = ${ofClass('pg_class')} AND deptype = 'e')`
  const heldBy = (catalogue: string, objects: string) => `SELECT * FROM pg_catalog.pg_depend
    WHERE classid = ${ofClass(catalogue)} AND objid = ANY (${objects}) AND refclassid <> ${ofClass('pg_extension')}`
  const tables = {
    pg_class: `oid < 16384 OR oid = ANY (${R}) OR oid = ANY (${E})`,
    pg_attribute: `attrelid < 16384 OR attrelid = ANY (${R}) OR attrelid = ANY (${E})`,
    pg_type: `oid < 16384 OR oid = ANY (${T})`,
    pg_index: `indrelid = ANY (${R})`,
    pg_inherits: `inhrelid = ANY (${R})`,
    pg_attrdef: `adrelid = ANY (${R})`,
    pg_rewrite: `ev_class = ANY (${R})`,
    pg_policy: `polrelid = ANY (${R})`,
    pg_trigger: `tgrelid = ANY (${R})`,
    pg_constraint: `conrelid = ANY (${R}) OR contypid = ANY (${T}) AND contypid <> 0`,
  }
  const parts = Object.entries(tables).map(
    ([catalogue, rows]) =>
      `${catalogue} AS MATERIALIZED (SELECT * FROM pg_catalog.${catalogue} WHERE ${rows})`,
  )
  const dependencies = [
    ofExtension,
    heldBy('pg_class', R),
    heldBy('pg_type', T),
    ...['pg_attrdef', 'pg_constraint', 'pg_policy', 'pg_rewrite', 'pg_trigger'].map((one) =>
      heldBy(one, `ARRAY(SELECT oid FROM ${one})`),
    ),
  ]
  return [...parts, `pg_depend AS MATERIALIZED (${dependencies.join(' UNION ALL ')})`].join(',\n')
})()
