import type { PolicyInPhase } from '../../../config/policy.ts'
import type { DefaultPrivilege, PrivilegeSnapshot } from '../../snapshot/privilege-snapshot.ts'
import { listed, type PrivilegeFinding, privilegeFinding } from '../privilege-finding.ts'
import { groupedBy } from './acl-findings.ts'

/** pg_default_acl.defaclobjtype, as ALTER DEFAULT PRIVILEGES names it. */
const objectKinds: Readonly<Record<string, string>> = {
  r: 'TABLES',
  S: 'SEQUENCES',
  f: 'FUNCTIONS',
  T: 'TYPES',
  n: 'SCHEMAS',
  L: 'LARGE OBJECTS',
}

/**
 * Default privileges that would give the role more than the policy on something created later. They know no names: what
 * they give an ordinary table they give a recreated audit table too, so they may give what every table there may have.
 */
export function defaultPrivilegeFindings(
  snapshot: PrivilegeSnapshot,
  policy: PolicyInPhase,
): PrivilegeFinding[] {
  const concerns = new Set([snapshot.role.name, 'PUBLIC', ...policy.memberships])
  const beyond = snapshot.defaultPrivileges.filter(
    (entry) =>
      concerns.has(entry.grantee) &&
      // What PUBLIC gets where the role cannot go is nothing to it.
      (entry.grantee === snapshot.role.name || entry.reachable) &&
      (entry.grantable || !allowedLater(entry, policy).includes(entry.privilege)),
  )
  const groups = groupedBy(beyond, ({ creator, schema, objects, grantee }) =>
    [creator, schema, objects, grantee].join('\0'),
  )
  return groups.map((entries) => ofEntries(entries, policy))
}

function ofEntries(
  entries: readonly [DefaultPrivilege, ...DefaultPrivilege[]],
  policy: PolicyInPhase,
): PrivilegeFinding {
  const [first] = entries
  const { creator, schema, grantee, manageable } = first
  const kinds = objectKinds[first.objects] ?? first.objects
  const privileges = listed(
    entries.map((entry) => entry.privilege + (entry.grantable ? ' WITH GRANT OPTION' : '')),
  )
  const inSchema = schema === null ? '' : ` IN SCHEMA ${schema}`
  return privilegeFinding({
    code: 'default-privilege',
    object: schema ?? creator,
    expected: `${listed(allowedLater(first, policy))} by default on the ${kinds} ${creator} creates${inSchema.toLowerCase()}`,
    found: `${privileges} for ${grantee} on the ${kinds} ${creator} creates${inSchema.toLowerCase()}`,
    fix: `ALTER DEFAULT PRIVILEGES FOR ROLE ${creator}${inSchema} REVOKE ${entries.map((e) => e.privilege).join(', ')} ON ${kinds} FROM ${grantee}`,
    repairableBy: manageable ? 'owner' : { who: `${creator}, whose defaults they are, or Heroku support` },
  })
}

/** What everything of a kind that could be created in a schema may have: the least of the policy's entries for it. */
function allowedLater(
  { schema, objects, grantee }: DefaultPrivilege,
  policy: PolicyInPhase,
): readonly string[] {
  // Postgres gives PUBLIC both by itself; USAGE on a type reaches no data.
  if (objects === 'T') return ['USAGE']
  if (objects === 'f' && grantee === 'PUBLIC') return ['EXECUTE']
  // Without a schema they hold in every one, those in which the role is to have nothing included.
  if (schema === null || !(schema in policy.schemas)) return []
  const namedIn = (named: Readonly<Record<string, readonly string[]>>) =>
    Object.entries(named).flatMap(([name, privileges]) => (name.startsWith(`${schema}.`) ? [privileges] : []))
  if (objects === 'r')
    return least(
      policy.tables.default,
      policy.views.default,
      ...namedIn(policy.tables.named),
      ...namedIn(policy.views.named),
    )
  if (objects === 'S') return least(policy.sequences.default, ...namedIn(policy.sequences.named))
  return []
}

function least(...sets: readonly (readonly string[])[]): readonly string[] {
  return sets.reduce((a, b) => a.filter((privilege) => b.includes(privilege)))
}
