import type { PolicyInPhase } from '../../../config/policy.ts'
import type { Need } from '../../needed/needs.ts'
import type { PrivilegeSnapshot, Securable } from '../../snapshot/privilege-snapshot.ts'
import type { FindingCode } from '../finding-codes.ts'
import { listed, type PrivilegeFinding, privilegeFinding } from '../privilege-finding.ts'

/** What every comparison needs to know of the role. */
export interface RoleContext {
  readonly role: string
  readonly databaseOwner: string
  /** The role is a superuser or a member of a role outside the policy: what Postgres lets it do is not all its own. */
  readonly borrowsRights: boolean
  /** The roles of the policy whose rights it inherits. */
  readonly inheritsFrom: ReadonlySet<string>
}

/** Returns what the comparisons need to know of the audited role. */
export function roleContext(snapshot: PrivilegeSnapshot, policy: PolicyInPhase): RoleContext {
  const allowed = new Set(policy.memberships)
  return {
    role: snapshot.role.name,
    databaseOwner: snapshot.database.owner,
    borrowsRights:
      snapshot.role.attributes.includes('SUPERUSER') ||
      snapshot.memberships.some((m) => !allowed.has(m.role)),
    inheritsFrom: new Set(
      snapshot.memberships.filter((m) => m.inherits && allowed.has(m.role)).map((m) => m.role),
    ),
  }
}

/** The codes of a table, and of a view. */
export const tableCodes = {
  missing: 'missing-privilege',
  extra: 'extra-privilege',
  public: 'public-privilege',
} as const

/** How an object's ACL is to be: `required` must be held, `allowed` (by default the same) may be. */
export interface Expectation {
  readonly object: Securable
  /** The object as GRANT names it: `public.orders`, `SEQUENCE public.orders_id_seq`, `SCHEMA public`. */
  readonly on: string
  readonly required: readonly string[]
  readonly allowed?: readonly string[]
  readonly codes: { readonly missing: FindingCode; readonly extra: FindingCode; readonly public: FindingCode }
  readonly failureMode?: 'C'
  /** What a permitted verb needs of it besides: said where it is missing. */
  readonly needs?: readonly Need[]
}

/** Compares what the role holds on one object with what it should. An object it owns is `ownership`, reported once. */
export function aclFindings(context: RoleContext, expectation: Expectation): PrivilegeFinding[] {
  const { object, on, required, codes } = expectation
  if (object.owner === context.role) return []
  const allowed = expectation.allowed ?? required
  const held = heldOfItsOwn(context, object)
  const isExtra = (privilege: string) => !allowed.includes(privilege)
  return [
    ...missing(context, expectation, held),
    ...revocations(context, object, on, isExtra, { ...codes, expected: listed(allowed) }),
    ...throughOtherRoles(object, held.filter(isExtra), allowed, codes.extra, context),
    ...grantOptions(context, object, on, allowed),
  ]
}

/** What would remain if the role were neither superuser nor a member of anything it should not be. */
function heldOfItsOwn(context: RoleContext, object: Securable): readonly string[] {
  if (!context.borrowsRights) return object.effective
  const own = object.entries.filter(
    ({ grantee }) => grantee === context.role || grantee === 'PUBLIC' || context.inheritsFrom.has(grantee),
  )
  return [...new Set(own.map((entry) => entry.privilege))]
}

function missing(
  { role }: RoleContext,
  { object, on, required, codes, failureMode, needs = [] }: Expectation,
  held: readonly string[],
): PrivilegeFinding[] {
  const lacking = required.filter((privilege) => !held.includes(privilege))
  if (lacking.length === 0) return []
  const grantable =
    object.manageable || lacking.every((privilege) => object.grantableByDatabaseOwner?.includes(privilege))
  return [
    privilegeFinding({
      code: codes.missing,
      object: object.name,
      expected: `${listed(required)}${becauseOf(needs.filter((need) => lacking.includes(need.privilege)))}`,
      found: listed(required.filter((privilege) => held.includes(privilege))),
      fix: `GRANT ${lacking.join(', ')} ON ${on} TO ${role}`,
      repairableBy: grantable ? 'owner' : { who: `${object.owner}, who owns it` },
      gives: lacking.map((privilege) => `${privilege} ON ${on}`),
      ...(failureMode && { failureMode }),
    }),
  ]
}

/** ` (INSERT on public.orders needs it: trigger note of public.orders)`, of the first where there are several. */
export function becauseOf([first, ...others]: readonly Need[]): string {
  if (!first) return ''
  const more = new Set(others.map((need) => need.because)).size
  return ` (${first.verb} on ${first.relation} needs it: ${first.because}${more > 1 ? `, and ${more - 1} more` : ''})`
}

/**
 * A finding for each way the role came to privileges it should not have: its own grants and those to PUBLIC, and of each
 * those the database's owner can revoke apart from another grantor's, on which its REVOKE does nothing and says nothing.
 */
export function revocations(
  { role, databaseOwner }: RoleContext,
  object: Pick<Securable, 'name' | 'owner' | 'manageable' | 'entries'>,
  on: string,
  isExtra: (privilege: string) => boolean,
  about: {
    readonly extra: FindingCode
    readonly public: FindingCode
    readonly expected: string
    readonly reach?: string
  },
  columns = '',
): PrivilegeFinding[] {
  const extra = object.entries.filter(
    (entry) => (entry.grantee === role || entry.grantee === 'PUBLIC') && isExtra(entry.privilege),
  )
  return groupedBy(extra, ({ grantee, grantor }) => `${grantee} from ${grantor}`).map((entries) => {
    const [{ grantee, grantor }] = entries
    const privileges = entries.map((entry) => entry.privilege)
    const theOwners = grantor === object.owner
    return privilegeFinding({
      code: grantee === 'PUBLIC' ? about.public : about.extra,
      object: object.name,
      expected: about.expected,
      found: `${listed(privileges)}${grantee === 'PUBLIC' ? ' through PUBLIC' : ''}, granted by ${grantor}${about.reach ?? ''}`,
      fix: `REVOKE ${privileges.map((p) => p + columns).join(', ')} ON ${on} FROM ${grantee}${cascade(object, role, privileges)}`,
      repairableBy: isTheOwnersToRevoke(grantor, object, databaseOwner)
        ? 'owner'
        : {
            who: theOwners
              ? `${grantor}, who owns it`
              : `${grantor}, who granted it (SET ROLE ${grantor} first)`,
          },
    })
  })
}

function throughOtherRoles(
  object: Securable,
  extra: readonly string[],
  allowed: readonly string[],
  code: FindingCode,
  { role }: RoleContext,
): PrivilegeFinding[] {
  const others = extra.filter(
    (privilege) =>
      !object.entries.some(
        (e) => e.privilege === privilege && (e.grantee === role || e.grantee === 'PUBLIC'),
      ),
  )
  if (others.length === 0) return []
  const grantees = object.entries.filter((e) => others.includes(e.privilege)).map((e) => e.grantee)
  return [
    privilegeFinding({
      code,
      object: object.name,
      expected: listed(allowed),
      found: `${listed(others)} through membership of ${[...new Set(grantees)].join(', ') || 'a predefined role'}`,
      repairableBy: { who: 'whoever declares the membership in runbook.config.ts, which the policy allows' },
    }),
  ]
}

function grantOptions(
  { role, databaseOwner }: RoleContext,
  object: Securable,
  on: string,
  allowed: readonly string[],
): PrivilegeFinding[] {
  const grantable = object.entries.filter(
    (e) => e.grantee === role && e.grantable && allowed.includes(e.privilege),
  )
  return groupedBy(grantable, ({ grantor }) => grantor).map((entries) => {
    const privileges = entries.map((entry) => entry.privilege)
    const [{ grantor }] = entries
    return privilegeFinding({
      code: 'grant-option',
      object: object.name,
      expected: `${listed(privileges)} without GRANT OPTION`,
      found: `${listed(privileges)} WITH GRANT OPTION, granted by ${grantor}`,
      fix: `REVOKE GRANT OPTION FOR ${privileges.join(', ')} ON ${on} FROM ${role}${cascade(object, role, privileges)}`,
      repairableBy: isTheOwnersToRevoke(grantor, object, databaseOwner)
        ? 'owner'
        : { who: `${grantor}, who granted it` },
    })
  })
}

/**
 * REVOKE takes back what its own grantor gave: that is the object's owner wherever the database's owner may act as such,
 * and the database's owner itself where it holds the grant option of an object of another's (acl.c, select_best_grantor).
 */
function isTheOwnersToRevoke(
  grantor: string,
  { owner, manageable }: Pick<Securable, 'owner' | 'manageable'>,
  databaseOwner: string,
): boolean {
  return manageable ? grantor === owner : grantor === databaseOwner
}

/** Without CASCADE a REVOKE fails (2BP01) where the role has granted the privilege on. */
function cascade(object: Pick<Securable, 'entries'>, role: string, privileges: readonly string[]): string {
  return object.entries.some((e) => e.grantor === role && privileges.includes(e.privilege)) ? ' CASCADE' : ''
}

/** The items that have a key in common, in the order of the first of each. */
export function groupedBy<T>(items: readonly T[], key: (item: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return [...groups.values()]
}
