import type { Client } from 'pg'
import { onConnection } from '../postgres/database/run-sql.ts'
import type { RehearsedPolicy } from './rehearsed-runbook.ts'

interface Relation {
  readonly kind: string
  readonly schema: string
  /** As `format('%I.%I')` writes it. */
  readonly name: string
  /** Of a partition, the table at the root of its tree; else its own name. */
  readonly root: string
  /** Of a sequence, the table whose column draws on it, and how: `a`utomatically for serial, `i`nternally for identity. */
  readonly drawnBy: string | null
  readonly drawnAs: string | null
}

const relationsSql = `
  SELECT c.relkind AS kind, n.nspname AS schema, format('%I.%I', n.nspname, c.relname) AS name,
         coalesce((SELECT format('%I.%I', rn.nspname, r.relname) FROM pg_class r JOIN pg_namespace rn ON rn.oid = r.relnamespace
                   WHERE c.relispartition AND r.oid = pg_partition_root(c.oid)), format('%I.%I', n.nspname, c.relname)) AS root,
         CASE WHEN d.refobjid IS NOT NULL THEN format('%I.%I', tn.nspname, t.relname) END AS "drawnBy", d.deptype AS "drawnAs"
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_depend d ON c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid
    AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
  LEFT JOIN pg_class t ON t.oid = d.refobjid
  LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND c.relowner = current_user::regrole AND n.nspname = ANY ($1)
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e')
  ORDER BY 3`

const functionsSql = `
  SELECT p.oid::regprocedure::text AS signature FROM pg_proc p
  WHERE p.proowner = current_user::regrole
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')`

/** Where frameworks keep their migrations; an app's role has nothing there unless the policy says so. */
const ofMigrations =
  /\.(?:alembic_version|schema_migrations|ar_internal_metadata|django_migrations|_prisma_migrations|flyway_schema_history|knex_migrations(?:_lock)?|__drizzle_migrations|databasechangelog(?:lock)?|goose_db_version|"__EFMigrationsHistory"|pgmigrations|"SequelizeMeta"|mikro_orm_migrations|__diesel_schema_migrations|_sqlx_migrations|refinery_schema_history|atlas_schema_revisions|_yoyo_migration)$/

/**
 * Grants a role what a policy gives it, as somebody would who goes through the relations one by one. It is a reading of the
 * policy of its own, and owes nothing to the plan that a rehearsal is to prove.
 */
export async function grantPolicy(ownerUrl: string, role: string, policy: RehearsedPolicy): Promise<void> {
  const schemas = Object.entries(policy.schemas ?? { public: ['USAGE'] })
  const grantAll = async (client: Client): Promise<void> => {
    await client.query('BEGIN')
    // So that a signature has the schema of each type but of those of Postgres's own.
    await client.query('SET LOCAL search_path = pg_catalog')
    const { rows } = await client.query<Relation>(relationsSql, [schemas.map(([name]) => name)])
    const { rows: functions } = await client.query<{ signature: string }>(functionsSql)
    const grants = [
      ...schemas.map(([name, verbs]) => [verbs, `SCHEMA ${client.escapeIdentifier(name)}`] as const),
      ...rows.map((relation) => [verbsOn(relation, rows, policy), onRelation(relation)] as const),
      ...functions.flatMap(({ signature }) => {
        const verbs = ruleFor(signature, policy.functions?.named)
        return verbs ? [[verbs, `ROUTINE ${signature}`] as const] : []
      }),
    ]
    for (const [verbs, object] of grants) {
      // What a policy forbids of a function PUBLIC has of itself.
      const whom = object.startsWith('ROUTINE') && verbs.length === 0 ? `PUBLIC, ${role}` : role
      await client.query(`REVOKE ALL ON ${object} FROM ${whom}`)
      if (verbs.length > 0) await client.query(`GRANT ${verbs.join(', ')} ON ${object} TO ${role}`)
    }
    await client.query('COMMIT')
  }
  await onConnection(ownerUrl, grantAll, { application_name: 'psql' })
}

const onRelation = ({ kind, name }: Relation): string => `${kind === 'S' ? 'SEQUENCE' : 'TABLE'} ${name}`

function verbsOn(relation: Relation, all: readonly Relation[], policy: RehearsedPolicy): readonly string[] {
  const { kind, name } = relation
  if (kind === 'v' || kind === 'm')
    return ruleFor(name, policy.views?.named) ?? policy.views?.default ?? ['SELECT']
  if (kind === 'S') return verbsOnSequence(relation, all, policy)
  return verbsOnTable(relation, policy)
}

function verbsOnTable(
  { name, root }: Pick<Relation, 'name' | 'root'>,
  policy: RehearsedPolicy,
): readonly string[] {
  const appendOnly = Object.fromEntries(
    (policy.appendOnly?.tables ?? []).map((one) => [one, ['SELECT', 'INSERT']]),
  )
  const rules = { ...policy.tables.named, ...appendOnly }
  const isWithheld = ofMigrations.test(root) || policy.tables.unclassified === 'refuse'
  return ruleFor(name, rules) ?? ruleFor(root, rules) ?? (isWithheld ? [] : policy.tables.default)
}

function verbsOnSequence(
  { name, drawnBy, drawnAs }: Relation,
  all: readonly Relation[],
  { sequences, ...policy }: RehearsedPolicy,
): readonly string[] {
  const named = ruleFor(name, sequences?.named)
  if (named) return named
  if (drawnAs === 'i') return sequences?.identity ?? []
  const byDefault = sequences?.default ?? ['USAGE']
  if (drawnBy === null) return byDefault
  const table = all.find((one) => one.name === drawnBy)
  return table && verbsOnTable(table, policy).includes('INSERT') ? byDefault : []
}

/** The rule of that name, else that of the pattern with most letters in it. */
function ruleFor(
  name: string,
  rules: Readonly<Record<string, readonly string[]>> = {},
): readonly string[] | undefined {
  const literal = (pattern: string): string => pattern.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`)
  const [best] = Object.keys(rules)
    .filter((pattern) => new RegExp(`^${literal(pattern).replaceAll('*', '.*')}$`).test(name))
    .toSorted(
      (one, other) => Number(one.includes('*')) - Number(other.includes('*')) || other.length - one.length,
    )
  return best === undefined ? undefined : rules[best]
}
