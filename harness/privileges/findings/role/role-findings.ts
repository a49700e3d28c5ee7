import type { PolicyInPhase } from '../../../config/policy.ts'
import type { Membership, PrivilegeSnapshot, RoleSetting } from '../../snapshot/privilege-snapshot.ts'
import { listed, type PrivilegeFinding, privilegeFinding } from '../privilege-finding.ts'
import { harmOfSearchPath } from './search-path-findings.ts'

const platform = { who: 'the platform, which means Heroku support: only a superuser can' }

/** What belongs to the role itself: attributes, settings, memberships, and what it owns. */
export function roleFindings(snapshot: PrivilegeSnapshot, policy: PolicyInPhase): PrivilegeFinding[] {
  return [
    ...attributes(snapshot, policy),
    ...snapshot.settings.flatMap((setting) => ofSetting(setting, snapshot, policy)),
    ...snapshot.memberships
      .filter(({ role }) => !policy.memberships.includes(role))
      .map((membership) => ofMembership(membership, snapshot, policy)),
    ...snapshot.owned.map(({ type, name }) =>
      privilegeFinding({
        code: 'ownership',
        object: name,
        expected: `owned by ${snapshot.database.owner}`,
        found: `${type} owned by ${snapshot.role.name}`,
        repairableBy: {
          who: `the platform, by \`heroku pg:credentials:repair-default\`, or ${snapshot.database.owner} itself with ALTER … OWNER TO where it is a member of ${snapshot.role.name}`,
        },
      }),
    ),
  ]
}

function attributes({ role }: PrivilegeSnapshot, policy: PolicyInPhase): PrivilegeFinding[] {
  const finding = (object: string, expected: string, found: string, fix: string) =>
    privilegeFinding({
      code: 'role-attribute',
      object,
      expected,
      found,
      fix: `ALTER ROLE ${role.name} ${fix}`,
      repairableBy: platform,
    })
  const declared = new Set<string>(policy.attributes)
  const missing = policy.attributes.filter((attribute) => !role.attributes.includes(attribute))
  const limited = role.connectionLimit >= 0 && role.connectionLimit < policy.leastConnections
  return [
    ...role.attributes
      .filter((attribute) => !declared.has(attribute))
      .map((attribute) => finding(role.name, listed(policy.attributes), attribute, `NO${attribute}`)),
    ...missing.map((attribute) => finding(role.name, attribute, `NO${attribute}`, attribute)),
    ...(limited
      ? [
          finding(
            role.name,
            `CONNECTION LIMIT of ${policy.leastConnections} or more`,
            `CONNECTION LIMIT ${role.connectionLimit}`,
            'CONNECTION LIMIT -1',
          ),
        ]
      : []),
    ...(role.expiresWithin30Days
      ? [
          finding(
            role.name,
            'a password that does not expire',
            `VALID UNTIL ${role.validUntil}`,
            "VALID UNTIL 'infinity'",
          ),
        ]
      : []),
  ]
}

/** Settings that decide what a session may reach or change, whoever they are set for. */
const bearOnAccess = new Set([
  'default_transaction_read_only',
  'dynamic_library_path',
  'lo_compat_privileges',
  'local_preload_libraries',
  'role',
  'row_security',
  'search_path',
  'session_authorization',
  'session_preload_libraries',
  'session_replication_role',
  'transaction_read_only',
])

function ofSetting(
  { name, value, ofRole, inDatabase }: RoleSetting,
  snapshot: PrivilegeSnapshot,
  policy: PolicyInPhase,
): PrivilegeFinding[] {
  const { role, database } = snapshot
  if (ofRole ? policy.roleSettings.includes(name) : !bearOnAccess.has(name)) return []
  const harm = name === 'search_path' && !ofRole ? harmOfSearchPath({ value }, snapshot, policy) : undefined
  if (harm?.length === 0) return []
  const scope = inDatabase ? ` IN DATABASE ${database.name}` : ''
  const fix = ofRole
    ? `ALTER ROLE ${role.name}${scope} RESET ${name}`
    : inDatabase
      ? `ALTER DATABASE ${database.name} RESET ${name}`
      : `ALTER ROLE ALL RESET ${name}`
  return [
    privilegeFinding({
      code: 'role-setting',
      object: name,
      expected: ofRole ? `not set for ${role.name}` : 'not set for every role',
      found: `${name} = ${value}, set for ${ofRole ? role.name : 'every role'}${inDatabase ? ` in ${database.name}` : ''}${harm ? `: ${harm.join('; ')}` : ''}`,
      fix,
      repairableBy: { who: settingsReset(ofRole, inDatabase, role.name, database.owner) },
    }),
  ]
}

/** A role may reset its own settings, an owner its database's; one reserved to superusers takes a superuser. */
function settingsReset(ofRole: boolean, inDatabase: boolean, role: string, owner: string): string {
  if (ofRole) return `${role} itself, or Heroku support`
  return inDatabase ? `${owner}, who owns the database, or Heroku support` : 'Heroku support'
}

function ofMembership(
  membership: Membership,
  snapshot: PrivilegeSnapshot,
  policy: PolicyInPhase,
): PrivilegeFinding {
  const { role, through, inherits, sets, admin } = membership
  const direct = snapshot.memberships.find((m) => m.role === through && m.through === through) ?? membership
  const owner = snapshot.database.owner
  // From 16 on a membership is the grantor's, and only those it gave itself can an administrator revoke.
  const revocable =
    direct.administrable &&
    (snapshot.serverVersionNum < 160000 || (direct.grantors ?? []).every((g) => g === owner))
  return privilegeFinding({
    code: 'membership',
    object: role,
    expected:
      policy.memberships.length === 0
        ? 'a member of no role'
        : `a member of ${policy.memberships.join(', ')} alone`,
    found: `member of ${role}${through === role ? '' : ` through ${through}`}${inherits ? ', inheriting its rights' : ', without inheriting its rights'}${sets ? ', able to SET ROLE to it' : ', not able to SET ROLE to it'}${admin ? ', WITH ADMIN OPTION' : ''}`,
    fix: `REVOKE ${through} FROM ${snapshot.role.name}`,
    repairableBy: revocable
      ? 'owner'
      : {
          who: `${(direct.grantors ?? []).join(', ') || 'whoever'}, who granted ${through}, or Heroku support`,
        },
  })
}
