import type { ExpectedPrivileges } from '../../needed/expected-privileges.ts'
import type { ColumnGrants, Relation } from '../../snapshot/privilege-snapshot.ts'
import { aclFindings, type RoleContext, revocations, tableCodes } from '../grants/acl-findings.ts'
import type { PrivilegeFinding } from '../privilege-finding.ts'

/** A view is held to its own policy, and beside it to what the role may do with what is under the view. */
export function viewFindings(
  view: Relation,
  columns: readonly ColumnGrants[],
  { required, expected }: { readonly required: readonly string[]; readonly expected: ExpectedPrivileges },
  context: RoleContext,
): PrivilegeFinding[] {
  return [
    ...aclFindings(context, {
      object: view,
      on: view.name,
      required,
      // What only leads too far is said once, as a bypass, and not as a privilege too many besides.
      allowed: expected.allowedOn(view),
      codes: tableCodes,
      failureMode: 'C',
      needs: expected.needs.on('relation', view.name),
    }),
    ...bypasses(view, view.entries, '', expected, context),
    ...columns.flatMap(({ entries, column }) => bypasses(view, entries, ` (${column})`, expected, context)),
  ]
}

/** `columns` is what follows the privilege in GRANT: nothing, or ` (details)`. */
function bypasses(
  view: Relation,
  entries: Relation['entries'],
  columns: string,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  if (view.owner === context.role) return []
  return [...new Set(entries.map((entry) => entry.privilege))].flatMap((privilege) => {
    const reached = expected.beyond(view, privilege).join(', ')
    if (reached === '') return []
    return revocations(
      context,
      { ...view, entries },
      view.name,
      (p) => p === privilege,
      {
        extra: 'owner-view-bypass',
        public: 'owner-view-bypass',
        expected: `no ${privilege} on ${reached}`,
        reach: `: it reaches ${reached} as ${view.owner}`,
      },
      columns,
    )
  })
}
