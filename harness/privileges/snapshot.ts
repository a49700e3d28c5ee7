import type { ClientBase } from 'pg'
import { snapshotStatement } from './snapshot-statement.ts'

/** One entry of an ACL. Role names are written as SQL writes them; `PUBLIC` is everybody. */
export interface AclEntry {
  readonly grantee: string
  readonly grantor: string
  readonly privilege: string
  readonly grantable: boolean
}

/** Something privileges are granted on: what the role holds there, and where from. */
export interface Securable {
  readonly name: string
  readonly owner: string
  /** The database's owner may act as this object's owner, so its GRANT and REVOKE take effect here. */
  readonly manageable: boolean
  /** What Postgres says the role holds, whatever it comes from. */
  readonly effective: readonly string[]
  /** Granted to the role, to PUBLIC, to a role it is a member of; or by the role. */
  readonly entries: readonly AclEntry[]
  /** What the database's owner could grant here though it cannot act as the object's owner. */
  readonly grantableByDatabaseOwner?: readonly string[]
}

/** pg_class.relkind: table, partitioned table, view, materialized view, foreign table, sequence. */
export type RelationKind = 'r' | 'p' | 'v' | 'm' | 'f' | 'S'

export interface Relation extends Securable {
  readonly schema: string
  readonly kind: RelationKind
  /** Made by an extension: not the application's, so not under the policy. */
  readonly extension: boolean
  readonly rowSecurity: boolean
  /** The tables it is a partition of or inherits from. */
  readonly parents: readonly string[]
  /** Of a sequence: the table whose column it serves, and whether that is an identity column. */
  readonly ownedBy: string | undefined
  readonly identity: boolean
}

export interface ColumnGrants {
  readonly relation: string
  readonly column: string
  readonly owner: string
  readonly manageable: boolean
  readonly entries: readonly AclEntry[]
}

/** A privilege on something initdb or an extension made, granted after it was made. */
export interface SystemGrant {
  readonly class: string
  readonly name: string
  readonly column?: string | null
  readonly owner: string
  readonly manageable: boolean
  readonly privilege: string
  readonly grantee: string
  readonly grantor: string
}

export interface RowPolicy {
  readonly relation: string
  readonly name: string
  /** pg_policy.polcmd: `*`, or r, a, w, d. */
  readonly command: string
  readonly permissive: boolean
  readonly using: string | null
  readonly check: string | null
}

/** A foreign key that acts on its child when its parent is deleted or updated: c cascades, n and d set null or default. */
export interface ForeignKey {
  readonly name: string
  readonly child: string
  readonly parent: string
  readonly onDelete: string
  readonly onUpdate: string
}

export interface View {
  readonly name: string
  readonly owner: string
  readonly securityInvoker: boolean
  readonly references: readonly {
    readonly name: string
    readonly ownerMay: readonly string[] | null
    readonly ownerMayDelete: boolean
  }[]
  /** pg_relation_is_updatable, where the role may write to the view: 4 update, 8 insert, 16 delete. */
  readonly updates: number | null
  /** The one relation an automatically updatable view writes to. */
  readonly target: string | null
}

export interface Rule {
  readonly name: string
  readonly relation: string
  /** pg_rewrite.ev_type: 2 update, 3 insert, 4 delete. */
  readonly event: string
  readonly instead: boolean
  readonly definition: string
  readonly references: readonly string[] | null
}

export interface DefinerFunction extends Securable {
  readonly procedure: boolean
  /** It can be called by name: not a trigger function, and the role may use its schema. */
  readonly callable: boolean
  /** pg_trigger.tgtype has 4 for INSERT, 8 DELETE, 16 UPDATE, 32 TRUNCATE. */
  readonly triggers: readonly { readonly relation: string; readonly events: number }[] | null
}

export interface Schema extends Securable {
  readonly system: boolean
  /** It belongs to an extension, or holds nothing but what extensions made. */
  readonly extension: boolean
}

export interface DefaultPrivilege {
  readonly creator: string
  readonly manageable: boolean
  readonly schema: string | null
  /** pg_default_acl.defaclobjtype: r, S, f, T, n or L. */
  readonly objects: string
  readonly grantee: string
  readonly privilege: string
  readonly grantable: boolean
}

export interface Membership {
  readonly role: string
  /** The role of which it is a direct member; the same as `role` where there is nothing in between. */
  readonly through: string
  readonly inherits: boolean
  readonly grantors: readonly string[] | null
  /** The database's owner has ADMIN OPTION on it. */
  readonly administrable: boolean
}

export interface RoleSetting {
  readonly name: string
  readonly value: string
  /** Set for the role, not for everybody. */
  readonly ofRole: boolean
  readonly inDatabase: boolean
}

/** Everything that decides what one role can do in one database, read at one moment. */
export interface PrivilegeSnapshot {
  readonly serverVersionNum: number
  readonly role: {
    readonly name: string
    readonly attributes: readonly string[]
    readonly connectionLimit: number
    readonly validUntil: string | null
    readonly expiresWithin30Days: boolean | null
  }
  readonly database: Securable
  readonly otherDatabases: readonly Securable[]
  readonly memberships: readonly Membership[]
  readonly settings: readonly RoleSetting[]
  readonly owned: readonly { readonly type: string; readonly name: string }[]
  readonly relations: readonly Relation[]
  readonly columns: readonly ColumnGrants[]
  readonly rowPolicies: readonly RowPolicy[]
  readonly foreignKeys: readonly ForeignKey[]
  readonly views: readonly View[]
  readonly rules: readonly Rule[]
  readonly definerFunctions: readonly DefinerFunction[]
  readonly schemas: readonly Schema[]
  readonly systemRelations: readonly SystemGrant[]
  readonly systemFunctions: readonly SystemGrant[]
  readonly defaultPrivileges: readonly DefaultPrivilege[]
  readonly largeObjects: readonly Securable[]
  /** `lo_compat_privileges` is on: every large object is everybody's. */
  readonly largeObjectsUnprotected: boolean
  readonly parameters: readonly Securable[]
  readonly otherObjects: readonly (Securable & { readonly class: string })[]
  readonly userMappings: readonly { readonly server: string; readonly user: string }[]
}

/** The role whose privileges were asked for is not in `pg_roles`: there is nothing to compare. */
export class RoleNotFoundError extends Error {
  readonly role: string
  constructor(role: string) {
    super(
      `Role ${role} does not exist in this Postgres. Expected a role created by \`heroku pg:credentials:create\`; found none of that name. Create the credential, then look again.`,
    )
    this.name = 'RoleNotFoundError'
    this.role = role
  }
}

const readAttempts = 3

/**
 * Returns what `role` can do in the database `client` is connected to, read by one read-only statement on any Postgres
 * from 14 to 18; any role may run it, the audited one included. Throws RoleNotFoundError where the role does not exist,
 * and pg's own DatabaseError where the catalogue cannot be read.
 */
export async function readPrivileges(client: ClientBase, role: string): Promise<PrivilegeSnapshot> {
  for (let attempt = 1; ; attempt++) {
    const read = await readOnce(client, role)
    if (read.role === null) throw new RoleNotFoundError(role)
    // A relation dropped while the statement ran has no privileges: has_table_privilege() answers NULL. Look again.
    if (!read.vanished) return snapshotOf(read)
    if (attempt === readAttempts)
      throw new Error(
        `Relations were dropped during each of ${readAttempts} reads of the catalogue: no consistent answer. Try again when the migration is over.`,
      )
  }
}

type RelationRow = [
  string,
  string,
  RelationKind,
  number,
  boolean,
  boolean,
  string[] | null,
  string | null,
  boolean | null,
]

interface Read extends Record<string, unknown> {
  readonly serverVersionNum: number
  readonly role: PrivilegeSnapshot['role'] | null
  readonly vanished: boolean
  readonly acls: (Omit<Securable, 'name' | 'effective' | 'entries'> & {
    readonly effective: string[] | null
    readonly entries: AclEntry[] | null
  })[]
  readonly relations: RelationRow[]
}

/** A schema ahead of pg_catalog could put its own functions in the place of those the statement asks. */
const safePath = 'pg_catalog, pg_temp'

async function readOnce(client: ClientBase, role: string): Promise<Read> {
  const session = await client.query<{ path: string; version: string }>(
    `SELECT pg_catalog.current_setting('search_path') AS path, pg_catalog.current_setting('server_version_num') AS version,
            pg_catalog.set_config('search_path', '${safePath}', false)`,
  )
  const { path, version } = session.rows[0] as { path: string; version: string }
  const answer = await client.query<{ snapshot: Read }>(snapshotStatement(Number(version)), [role])
  await client.query("SELECT pg_catalog.set_config('search_path', $1, false)", [path])
  return { ...(answer.rows[0] as { snapshot: Read }).snapshot, serverVersionNum: Number(version) }
}

/** Postgres aggregates nothing to NULL, and relations name their ACL by its position: both are put right here. */
function snapshotOf({ acls, relations, ...rest }: Read): PrivilegeSnapshot {
  const shared = (acls ?? []).map((acl) => ({
    ...acl,
    effective: acl.effective ?? [],
    entries: acl.entries ?? [],
  }))
  const sections = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, value ?? []]))
  return {
    ...withoutNulls(sections),
    relations: (relations ?? []).map(
      ([schema, name, kind, acl, extension, rowSecurity, parents, ownedBy, identity]) => ({
        ...(shared[acl] as Omit<Securable, 'name'>),
        schema,
        name,
        kind,
        extension,
        rowSecurity,
        parents: parents ?? [],
        ownedBy: ownedBy ?? undefined,
        identity: identity ?? false,
      }),
    ),
  } as unknown as PrivilegeSnapshot
}

function withoutNulls(sections: Record<string, unknown>): Record<string, unknown> {
  const fill = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'entries' in value && 'effective' in value
      ? { ...value, entries: value.entries ?? [], effective: value.effective ?? [] }
      : value
  return Object.fromEntries(
    Object.entries(sections).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map(fill) : fill(value),
    ]),
  )
}
