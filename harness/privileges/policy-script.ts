import { migrationTables } from '../config/migration-tables.ts'
import { isPattern } from '../config/names.ts'
import type { PolicyInPhase } from '../config/policy.ts'

/** Statements for psql that bring a role to its policy, and what of the policy they leave out. */
export interface PolicyScript {
  /** Whole lines, in one transaction; `\gexec` runs what the query before it returns (psql's manual, "Meta-Commands"). */
  readonly lines: readonly string[]
  readonly leftOut: readonly string[]
}

/**
 * Returns the policy as somebody applies it by hand, as the owner, without having read the database: relations and sequences
 * are found when it runs. It reaches what the policy says of the database, schemas, tables, views and sequences; what a
 * permitted statement needs besides is for `pnpm plan` to say. It can be run again.
 */
export function policyScript(name: string, policy: PolicyInPhase): PolicyScript {
  const role = quoted(name)
  const schemas = Object.keys(policy.schemas).map(text).join(', ')
  const lines = [
    String.raw`\set ON_ERROR_STOP on`,
    'BEGIN;',
    ...policy.database.map((verb) => `GRANT ${verb} ON DATABASE :"DBNAME" TO ${role};`),
    ...Object.entries(policy.schemas).flatMap(([schema, verbs]) =>
      verbs.length === 0 ? [] : [`GRANT ${verbs.join(', ')} ON SCHEMA ${quoted(schema)} TO ${role};`],
    ),
    'CREATE TEMPORARY TABLE may ON COMMIT DROP AS',
    "  SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS relation,",
    '         CASE',
    ...casesOf(policy).map((line) => `           ${line}`),
    '         END AS verbs',
    '    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace',
    `   WHERE n.nspname IN (${schemas}) AND c.relkind IN ('r', 'p', 'f', 'v', 'm');`,
    `SELECT format('REVOKE ALL ON %s FROM ${role}', relation) FROM may \\gexec`,
    `SELECT format('GRANT %s ON %s TO ${role}', verbs, relation) FROM may WHERE verbs <> '' \\gexec`,
    ...sequenceLines(role, policy, schemas),
    'COMMIT;',
  ]
  return { lines, leftOut: leftOutOf(policy) }
}

/** The first that fits decides, as in the policy: a name, then the patterns, the longest first, then a framework's tables. */
function casesOf({ tables, views }: PolicyInPhase): string[] {
  const name = "format('%I.%I', n.nspname, c.relname)"
  const named = { ...tables.named, ...views.named }
  const entries = Object.entries(named).toSorted(
    ([a], [b]) => Number(isPattern(a)) - Number(isPattern(b)) || b.length - a.length,
  )
  return [
    ...entries.map(
      ([entry, verbs]) =>
        `WHEN ${name} ${isPattern(entry) ? `LIKE ${text(likeOf(entry))}` : `= ${text(entry)}`} THEN ${text(verbs.join(', '))}`,
    ),
    `WHEN c.relname IN (${migrationTables.map(text).join(', ')}) THEN ''`,
    `WHEN c.relkind IN ('v', 'm') THEN ${text(views.default.join(', '))}`,
    `ELSE ${text(tables.unclassified === 'refuse' ? '' : tables.default.join(', '))}`,
  ]
}

function sequenceLines(role: string, { sequences }: PolicyInPhase, schemas: string): string[] {
  if (sequences.default.length === 0) return []
  return [
    `SELECT format('GRANT ${sequences.default.join(', ')} ON SEQUENCE %I.%I TO ${role}', n.nspname, c.relname)`,
    '  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace',
    "  LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')",
    '  LEFT JOIN may ON may.oid = d.refobjid',
    ` WHERE n.nspname IN (${schemas}) AND c.relkind = 'S'`,
    String.raw`   AND (d.objid IS NULL OR (d.deptype = 'a' AND may.verbs LIKE '%INSERT%')) \gexec`,
  ]
}

function leftOutOf(policy: PolicyInPhase): string[] {
  const { sequences, functions } = policy
  const single = {
    'sequences.named': Object.keys(sequences.named).length > 0,
    'sequences.identity': sequences.identity.length > 0,
    'functions.default': functions.default !== undefined,
    'functions.named': Object.keys(functions.named).length > 0,
    memberships: policy.memberships.length > 0,
  }
  return Object.entries(single).flatMap(([key, isThere]) => (isThere ? [key] : []))
}

/** A name that Postgres would read otherwise stands in quotes; a keyword is no name that the configuration lets be a role. */
const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`

const likeOf = (entry: string): string => entry.replaceAll(/[\\%_]/g, String.raw`\$&`).replaceAll('*', '%')
