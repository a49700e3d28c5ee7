import { migrationTables } from '../config/migration-tables.ts'
import { isPattern } from '../config/names.ts'
import type { PolicyInPhase } from '../config/policy.ts'
import { inSql } from '../postgres/in-sql.ts'

/** Statements for psql that bring a role to its policy, and what of the policy they leave out. */
export interface PolicyScript {
  /** Whole lines, in one transaction; `\gexec` runs what the query before it returns (psql's manual, "Meta-Commands"). */
  readonly lines: readonly string[]
  readonly leftOut: readonly string[]
}

/**
 * Returns the policy as somebody applies it by hand, as the owner, without having read the database: relations and sequences
 * are found when it runs. What a permitted statement needs besides is for `pnpm plan` to say. It can be run again.
 */
export function policyScript(name: string, policy: PolicyInPhase): PolicyScript {
  const role = quoted(name)
  const schemas = Object.keys(policy.schemas).map(inSql).join(', ')
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
    ...functionLines(role, policy, schemas),
    'COMMIT;',
  ]
  return { lines, leftOut: leftOutOf(policy) }
}

/** The first that fits decides, as in the policy: a name, then the patterns, the longest first, then a framework's tables. */
function casesOf({ tables, views }: PolicyInPhase): string[] {
  return [
    ...whenNamed({ ...tables.named, ...views.named }),
    `WHEN c.relname IN (${migrationTables.map(inSql).join(', ')}) THEN ''`,
    `WHEN c.relkind IN ('v', 'm') THEN ${inSql(views.default.join(', '))}`,
    `ELSE ${inSql(tables.unclassified === 'refuse' ? '' : tables.default.join(', '))}`,
  ]
}

function whenNamed(named: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(named)
    .toSorted(([a], [b]) => Number(isPattern(a)) - Number(isPattern(b)) || b.length - a.length)
    .map(([entry, verbs]) => `WHEN ${isNamed(entry)} THEN ${inSql(verbs.join(', '))}`)
}

function isNamed(entry: string): string {
  return `format('%I.%I', n.nspname, c.relname) ${isPattern(entry) ? `LIKE ${inSql(likeOf(entry))}` : `= ${inSql(entry)}`}`
}

/** Only from a sequence that the policy names is anything taken: the default of another table may call any other. */
function sequenceLines(role: string, { sequences }: PolicyInPhase, schemas: string): string[] {
  const named = Object.keys(sequences.named)
  const ofSerial = "d.objid IS NULL OR d.deptype = 'a' AND may.verbs LIKE '%INSERT%'"
  return [
    'CREATE TEMPORARY TABLE counts ON COMMIT DROP AS',
    "  SELECT format('%I.%I', n.nspname, c.relname) AS sequence,",
    `         ${named.length === 0 ? 'false' : named.map(isNamed).join(' OR ')} AS named,`,
    '         CASE',
    ...whenNamed(sequences.named).map((line) => `           ${line}`),
    `           WHEN d.deptype = 'i' THEN ${inSql(sequences.identity.join(', '))}`,
    `           WHEN ${ofSerial} THEN ${inSql(sequences.default.join(', '))}`,
    "           ELSE ''",
    '         END AS verbs',
    '    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace',
    "    LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')",
    '    LEFT JOIN may ON may.oid = d.refobjid',
    `   WHERE n.nspname IN (${schemas}) AND c.relkind = 'S';`,
    `SELECT format('REVOKE ALL ON SEQUENCE %s FROM ${role}', sequence) FROM counts WHERE named \\gexec`,
    `SELECT format('GRANT %s ON SEQUENCE %s TO ${role}', verbs, sequence) FROM counts WHERE verbs <> '' \\gexec`,
  ]
}

/** ROUTINE is a function, a procedure or an aggregate (PostgreSQL documentation, GRANT). */
function functionLines(role: string, { functions }: PolicyInPhase, schemas: string): string[] {
  return [
    ...(functions.default?.includes('EXECUTE')
      ? [
          `SELECT format('GRANT EXECUTE ON ROUTINE %s TO ${role}', p.oid::regprocedure)`,
          '  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace',
          ` WHERE n.nspname IN (${schemas}) AND NOT p.prosecdef AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)`,
          String.raw`   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') \gexec`,
        ]
      : []),
    ...Object.entries(functions.named)
      .filter(([signature]) => !isPattern(signature))
      .map(([signature, verbs]) =>
        verbs.length === 0
          ? `REVOKE EXECUTE ON ROUTINE ${signature} FROM PUBLIC, ${role};`
          : `GRANT EXECUTE ON ROUTINE ${signature} TO ${role};`,
      ),
  ]
}

/** What is forbidden of functions is not taken from those that a permitted statement calls, and which these are is not known. */
function leftOutOf({ functions }: PolicyInPhase): string[] {
  const patterns = Object.keys(functions.named).filter(isPattern)
  return [
    ...(functions.default?.length === 0 ? ['functions.default'] : []),
    ...patterns.map((pattern) => `functions.named ${pattern}`),
  ]
}

/** A name that Postgres would read otherwise stands in quotes; a keyword is no name that the configuration lets be a role. */
const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`

const likeOf = (entry: string): string => entry.replaceAll(/[\\%_]/g, String.raw`\$&`).replaceAll('*', '%')
