import type { PolicyInPhase } from '../../../config/policy.ts'
import type { ExpectedPrivileges } from '../../needed/expected-privileges.ts'
import { enteredSchemas } from '../../snapshot/entered-schemas.ts'
import type { ColumnGrants, PrivilegeSnapshot, Relation } from '../../snapshot/privilege-snapshot.ts'
import { aclFindings, type RoleContext, tableCodes } from '../grants/acl-findings.ts'
import { type PrivilegeFinding, privilegeFinding } from '../privilege-finding.ts'
import { columnFindings } from './column-findings.ts'
import { viewFindings } from './view-findings.ts'

const sequenceCodes = {
  missing: 'sequence-privilege',
  extra: 'sequence-privilege',
  public: 'public-privilege',
} as const
/** Tables, views and sequences, and their columns, against what the policy asks of each. */
export function relationFindings(
  snapshot: PrivilegeSnapshot,
  policy: PolicyInPhase,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  const entered = enteredSchemas(snapshot)
  const columns = new Map<string, ColumnGrants[]>()
  for (const grants of snapshot.columns)
    columns.set(grants.relation, [...(columns.get(grants.relation) ?? []), grants])

  // An ACL found right once is right for every relation that shares it and is asked the same.
  const right = new Map<Relation['entries'], readonly string[]>()

  return snapshot.relations.flatMap((relation) => {
    // Of an extension's relations only what was granted after the extension made them counts (`systemRelations`), unless
    // the policy names one or a permitted verb needs it.
    if (relation.extension && !isJudgedAsOurs(relation, expected)) return []
    const required = requiredOf(relation, expected, context)
    const grants = columns.get(relation.name) ?? []
    const reachable = entered.has(relation.schema) || relation.schema in policy.schemas
    const alike = reachable && grants.length === 0 && relation.kind !== 'v' && relation.kind !== 'm'
    if (alike && right.get(relation.entries) === required) return []

    const object = reachable ? relation : withoutPublic(relation, required)
    const granted = reachable ? grants : grants.map(granteesOnly)
    const found = [
      ...ofRelation(object, required, granted, policy, expected, context),
      ...granted.flatMap((column) => columnFindings(column, relation, expected, context)),
    ]
    if (alike && found.length === 0) right.set(relation.entries, required)
    return found.length > 0 ? [...found, ...foreignOwned(relation, found, snapshot)] : found
  })
}

/** Whether an extension's relation is under the policy like one of the application's. */
export function isJudgedAsOurs({ kind, name }: Relation, expected: ExpectedPrivileges): boolean {
  const as = kind === 'S' ? 'sequence' : 'relation'
  return expected.isNamed(as, name) || expected.needs.on(as, name).length > 0
}

/**
 * A partition is reached through its parent, whose privileges alone are asked: one with no grant at all is in order. Where
 * it can be reached by its own name too, that is to be as the policy says.
 */
function requiredOf(
  relation: Relation,
  expected: ExpectedPrivileges,
  context: RoleContext,
): readonly string[] {
  return isReachedThroughParent(relation, expected, context)
    ? expected.needs.on('relation', relation.name).map((need) => need.privilege)
    : expected.on(relation)
}

/** Whether it is a partition that the role holds nothing on itself. */
export function isReachedThroughParent(
  relation: Relation,
  expected: ExpectedPrivileges,
  context: RoleContext,
): boolean {
  return (
    relation.partition && !expected.isNamed('relation', relation.name) && !holdsAnything(relation, context)
  )
}

function holdsAnything({ entries }: Relation, { role, inheritsFrom }: RoleContext): boolean {
  return entries.some(({ grantee }) => grantee === role || grantee === 'PUBLIC' || inheritsFrom.has(grantee))
}

function ofRelation(
  relation: Relation,
  required: readonly string[],
  columns: readonly ColumnGrants[],
  policy: PolicyInPhase,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  const byColumn = columns.length === 0 ? [] : expected.heldByColumn(relation)
  const isNotByColumn = (privilege: string) => !byColumn.includes(privilege)
  const needs = expected.needs.on(relation.kind === 'S' ? 'sequence' : 'relation', relation.name)
  if (relation.kind === 'S') {
    const on = `SEQUENCE ${relation.name}`
    // An identity column needs nothing of its sequence. GRANT USAGE ON ALL SEQUENCES, the usual way, gives it what any
    // sequence has, which opens nothing: that may be there, and need not.
    const usual =
      relation.identity && !expected.isNamed('sequence', relation.name) ? policy.sequences.default : []
    const allowed = [...required, ...usual]
    return aclFindings(context, {
      object: relation,
      on,
      required,
      allowed,
      codes: sequenceCodes,
      failureMode: 'C',
      needs,
    })
  }
  if (relation.kind === 'v' || relation.kind === 'm')
    return viewFindings(
      relation,
      columns,
      { required: expected.on(relation).filter(isNotByColumn), expected },
      context,
    )
  return aclFindings(context, {
    object: relation,
    on: relation.name,
    required: required.filter(isNotByColumn),
    allowed: required,
    codes: tableCodes,
    failureMode: 'C',
    needs,
  })
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

/**
 * A grant to PUBLIC in a schema the role cannot enter gives it nothing but what a permitted verb needs there, which looks
 * no name up; one to the role itself waits there.
 */
function withoutPublic(relation: Relation, needed: readonly string[]): Relation {
  const entries = relation.entries.filter((e) => e.grantee !== 'PUBLIC' || needed.includes(e.privilege))
  const remains = (privilege: string) =>
    !relation.entries.some((e) => e.privilege === privilege) || entries.some((e) => e.privilege === privilege)
  return { ...relation, entries, effective: relation.effective.filter(remains) }
}

function granteesOnly<T extends Pick<Relation, 'entries'>>(object: T): T {
  return { ...object, entries: object.entries.filter((entry) => entry.grantee !== 'PUBLIC') }
}
