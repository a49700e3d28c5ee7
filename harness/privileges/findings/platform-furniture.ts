import type { PrivilegeSnapshot, Schema, SqlFunction } from '../snapshot/privilege-snapshot.ts'
import { listed, type PrivilegeFinding, privilegeFinding } from './privilege-finding.ts'

/**
 * What Heroku puts into a database, as public dumps of Heroku databases have it: `_heroku` with the functions of its event
 * triggers, owned by `heroku_admin`, on Essential and wherever a data connector is; `heroku_ext` for extensions, owned by
 * the platform, on newer databases by the database owner. The SECURITY DEFINER functions are named one by one, because
 * another would run with the platform's rights.
 */
const furniture: Readonly<
  Record<string, { readonly mayBelongToOwner: boolean; readonly definers: readonly string[] }>
> = {
  _heroku: {
    mayBelongToOwner: false,
    definers: [
      '_heroku.create_ext()',
      '_heroku.drop_ext()',
      '_heroku.extension_before_drop()',
      '_heroku.grant_function_execute_for_extension(oid,text,text,text[],text)',
      '_heroku.grant_table_if_exists(text,text,text,text)',
      '_heroku.pg_stat_statements_reset()',
      '_heroku.postgis_after_create()',
      '_heroku.validate_extension()',
    ],
  },
  heroku_ext: { mayBelongToOwner: true, definers: [] },
}

/** Since August 2026 everybody's: it resets the statistics of this database and nothing else. */
const everybodys: ReadonlySet<string> = new Set(['_heroku.pg_stat_statements_reset()'])

/** Whether a role is the platform's. No name says so: what it owns and is a member of does, or the policy. */
export function isPlatform(
  role: string,
  { platformRoles }: Pick<PrivilegeSnapshot, 'platformRoles'>,
): boolean {
  return platformRoles.includes(role)
}

/** Whether a schema is the platform's and holds nothing but what is the platform's: USAGE for everybody reaches no more. */
export function isFurnitureSchema(
  schema: Schema,
  snapshot: Pick<PrivilegeSnapshot, 'platformRoles'>,
): boolean {
  return isPlatform(schema.owner, snapshot) && schema.foreignContents === null
}

/** How the audit takes a SECURITY DEFINER function: as Heroku made it, as one too many beside those, or as anybody's. */
export function asFurniture(
  { name, owner, schema }: Pick<SqlFunction, 'name' | 'owner' | 'schema'>,
  snapshot: Pick<PrivilegeSnapshot, 'platformRoles'>,
): 'everybodys' | 'known' | 'unknown' | 'none' {
  const known = furniture[schema]
  if (!known) return 'none'
  if (!known.definers.includes(name) || !isPlatform(owner, snapshot)) return 'unknown'
  return everybodys.has(name) ? 'everybodys' : 'known'
}

/** What of the platform's own does not belong to the platform any more. */
export function furnitureFindings(snapshot: PrivilegeSnapshot): PrivilegeFinding[] {
  const { role, database } = snapshot
  const owners = (mayBelongToOwner: boolean) =>
    mayBelongToOwner ? ['the platform', database.owner] : ['the platform']
  const objects = [...snapshot.schemas.map((s) => ({ ...s, schema: s.name })), ...snapshot.functions]
  return objects.flatMap(({ name, schema, owner }) => {
    const known = furniture[schema]
    if (!known || isPlatform(owner, snapshot) || owner === role.name) return []
    if (known.mayBelongToOwner && owner === database.owner) return []
    return [
      privilegeFinding({
        code: 'platform-object-changed',
        object: name,
        expected: `owned by ${listed(owners(known.mayBelongToOwner))}`,
        found: `owned by ${owner}, of whom nothing shows that it is the platform`,
        repairableBy: {
          who: `Heroku support; or, where ${owner} is Heroku's, whoever keeps runbook.config.ts, by naming it under \`platformRoles\``,
        },
      }),
    ]
  })
}
