import type { ExpectedPrivileges } from '../../needed/expected-privileges.ts'
import type { ColumnGrants, Relation } from '../../snapshot/privilege-snapshot.ts'
import { type RoleContext, revocations } from '../grants/acl-findings.ts'
import { listed, type PrivilegeFinding, privilegeFinding } from '../privilege-finding.ts'

/** Rights on one column beyond those on its table. A column of a table the role may use as a whole raises nothing. */
export function columnFindings(
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
  const granted = grants.entries.filter(
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
