import { aclFindings, type RoleContext, revocations } from './acl-findings.ts'
import type { ExpectedPrivileges } from './expected-privileges.ts'
import type { PrivilegePolicy } from './policy.ts'
import { listed, type PrivilegeFinding, privilegeFinding } from './privilege-finding.ts'
import type { ColumnGrants, PrivilegeSnapshot, Relation } from './snapshot.ts'

const tableCodes = {
  missing: 'missing-privilege',
  extra: 'extra-privilege',
  public: 'public-privilege',
} as const
const sequenceCodes = {
  missing: 'sequence-privilege',
  extra: 'sequence-privilege',
  public: 'public-privilege',
} as const
const bypassCodes = { extra: 'owner-view-bypass', public: 'owner-view-bypass' } as const

/** Tables, views and sequences, and their columns, against what the policy asks of each. */
export function relationFindings(
  snapshot: PrivilegeSnapshot,
  policy: PrivilegePolicy,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  const entered = new Set(snapshot.schemas.filter((s) => s.effective.includes('USAGE')).map((s) => s.name))
  const columns = new Map<string, ColumnGrants[]>()
  for (const grants of snapshot.columns)
    columns.set(grants.relation, [...(columns.get(grants.relation) ?? []), grants])

  return snapshot.relations.flatMap((relation) => {
    // Of an extension's relations only what was granted after the extension made them counts: `systemRelations`.
    if (relation.extension) return []
    const reachable = entered.has(relation.schema) || relation.schema in policy.schemas
    const object = reachable ? relation : withoutPublic(relation)
    const found = [
      ...ofRelation(object, policy, expected, context),
      ...(columns.get(relation.name) ?? []).flatMap((grants) =>
        ofColumn(reachable ? grants : withoutPublic(grants), relation, expected, context),
      ),
    ]
    return found.length > 0 ? [...found, ...foreignOwned(relation, found, snapshot)] : found
  })
}

function ofRelation(
  relation: Relation,
  policy: PrivilegePolicy,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  const required = expected.on(relation)
  if (relation.kind === 'S') {
    const on = `SEQUENCE ${relation.name}`
    return aclFindings(context, { object: relation, on, required, codes: sequenceCodes, failureMode: 'C' })
  }
  if (relation.kind === 'v' || relation.kind === 'm')
    return ofView(relation, required, policy, expected, context)
  return aclFindings(context, {
    object: relation,
    on: relation.name,
    required,
    codes: tableCodes,
    failureMode: 'C',
  })
}

/** A view is held to its own policy, and beside it to what the role may do with what is under the view. */
function ofView(
  view: Relation,
  required: readonly string[],
  policy: PrivilegePolicy,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  const bypassing = (privilege: string) => expected.beyond(view, privilege).length > 0
  const allowed = [...required, ...policy.views.default.filter(bypassing)]
  const ownBypass =
    view.owner === context.role
      ? []
      : view.entries
          .map((entry) => entry.privilege)
          .filter((privilege, i, all) => all.indexOf(privilege) === i)
          .filter(bypassing)
  return [
    ...aclFindings(context, {
      object: view,
      on: view.name,
      required,
      allowed: view.schema in policy.schemas ? allowed : required,
      codes: tableCodes,
      failureMode: 'C',
    }),
    ...ownBypass.flatMap((privilege) =>
      revocations(context, view, view.name, (p) => p === privilege, {
        ...bypassCodes,
        expected: `no ${privilege} on ${expected.beyond(view, privilege).join(', ')}`,
        reach: `: it reaches ${expected.beyond(view, privilege).join(', ')} as ${view.owner}`,
      }),
    ),
  ]
}

function ofColumn(
  grants: ColumnGrants,
  relation: Relation,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  if (relation.owner === context.role) return []
  const required = expected.on(relation)
  const object = { ...grants, name: `${grants.relation}.${grants.column}` }
  // Where the same grantee holds the privilege on the whole table, that is what is reported, and what REVOKE takes away.
  const entries = grants.entries.filter(
    (entry) =>
      !relation.entries.some(
        (e) => e.grantee === entry.grantee && e.grantor === entry.grantor && e.privilege === entry.privilege,
      ),
  )
  const column = ` (${grants.column})`
  const granted = entries.filter(
    (e) => e.grantee === context.role && e.grantable && required.includes(e.privilege),
  )
  return [
    ...revocations(
      context,
      { ...object, entries },
      relation.name,
      (privilege) => !required.includes(privilege),
      {
        extra: 'column-privilege',
        public: 'column-privilege',
        expected: `${listed(required)} on the table, no more on a column`,
      },
      column,
    ),
    ...granted.map((entry) =>
      privilegeFinding({
        code: 'grant-option',
        object: object.name,
        expected: `${entry.privilege} without GRANT OPTION`,
        found: `${entry.privilege} on the column WITH GRANT OPTION, granted by ${entry.grantor}`,
        fix: `REVOKE GRANT OPTION FOR ${entry.privilege}${column} ON ${relation.name} FROM ${context.role}`,
        repairableBy:
          entry.grantor === grants.owner && grants.manageable
            ? 'owner'
            : { who: `${entry.grantor}, who granted it` },
      }),
    ),
  ]
}

/** Said beside a difference the database's owner cannot mend because the relation is another's. */
function foreignOwned(
  relation: Relation,
  found: readonly PrivilegeFinding[],
  snapshot: PrivilegeSnapshot,
): PrivilegeFinding[] {
  if (relation.manageable || relation.owner === snapshot.role.name) return []
  if (found.every((finding) => finding.repairableBy === 'owner')) return []
  return [
    privilegeFinding({
      code: 'foreign-owned-relation',
      object: relation.name,
      expected: `owned by ${snapshot.database.owner}, who owns the database`,
      found: `owned by ${relation.owner}`,
      repairableBy: { who: `${relation.owner}, who owns it, or Heroku support` },
    }),
  ]
}

/** A grant to PUBLIC in a schema the role cannot enter gives it nothing; one to the role itself waits there. */
function withoutPublic<T extends Pick<Relation, 'entries'>>(object: T): T {
  const entries = object.entries.filter((entry) => entry.grantee !== 'PUBLIC')
  if (!('effective' in object)) return { ...object, entries }
  const effective = (object.effective as string[]).filter(
    (privilege) =>
      !object.entries.some((e) => e.privilege === privilege) ||
      entries.some((e) => e.privilege === privilege),
  )
  return { ...object, entries, effective }
}
