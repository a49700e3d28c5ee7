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
  readonly grantableByDatabaseOwner?: readonly string[] | null
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
  readonly partition: boolean
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
    /** The columns that a security_invoker view uses of it; null where that is not known, or it uses the row as a whole. */
    readonly columns: readonly string[] | null
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

/** A function, procedure or aggregate that is not the system's own. Its name is its signature: `public.note(integer)`. */
export interface SqlFunction extends Securable {
  readonly oid: number
  readonly schema: string
  /** Without schema and arguments. */
  readonly bareName: string
  readonly procedure: boolean
  /** SECURITY DEFINER: it runs with the rights of its owner. */
  readonly definer: boolean
  readonly language: string
  readonly extension: boolean
  /** A trigger's: nothing calls it by name. */
  readonly trigger: boolean
  readonly fewestArguments: number
  /** Undefined where the last one is VARIADIC. */
  readonly mostArguments: number | undefined
  /** An extension's, and the system has one of that name: a call by the name alone may mean either. */
  readonly likeTheSystems: boolean
  /** What `SET search_path` of the function says. */
  readonly searchPath: string | undefined
}

/** An operator that is not the system's own. */
export interface SqlOperator extends OwnName {
  readonly function: string
  /** The types of its operands, by oid; 0 where it has none on that side. */
  readonly operands: readonly number[]
  /** The system has one of that name: by the operator alone either may be meant, as its operands are. */
  readonly likeTheSystems: boolean
}

/** An enabled trigger of a user's. */
export interface Trigger {
  readonly relation: string
  readonly name: string
  readonly function: string
  /** pg_trigger.tgtype has 1 for FOR EACH ROW, 4 for INSERT, 8 DELETE, 16 UPDATE, 32 TRUNCATE. */
  readonly events: number
  /** Names its transition tables have inside the function. */
  readonly transitionTables: readonly string[]
}

/** Something that a stored expression of a relation calls, or that a query on it has to find. */
export interface Use {
  readonly relation: string
  readonly by:
    | 'default'
    | 'generated column'
    | 'check'
    | 'domain'
    | 'domain default'
    | 'index'
    | 'partition key'
    | 'policy'
    | 'view'
    | 'rule'
    | 'trigger'
    | 'column type'
  /** The column, constraint, index, policy, rule, trigger or type. */
  readonly place: string
  /** pg_policy.polcmd, of a policy; pg_rewrite.ev_type, of a rule. */
  readonly command: string | undefined
  readonly kind: 'function' | 'sequence' | 'relation' | 'schema'
  readonly object: string
}

/** What the text of a function does when it runs as its caller, as far as its grammar says. */
export interface FunctionBody {
  /** Names as they are written: which relation is meant is a matter of the search_path. */
  readonly relations: readonly WrittenName[]
  readonly calls: readonly (WrittenName & { readonly arguments: number })[]
  /** Types and operators by the names it has for them, most of them the system's own. */
  readonly types: readonly Named[]
  readonly operators: readonly Named[]
  /** It was parsed when it was made (BEGIN ATOMIC): no name in it is looked up again. */
  readonly atomic: boolean
  /** What of it could not be read, and why: empty where all could. */
  readonly unread: readonly string[]
}

/** A name as it is written, with its schema or without. */
export interface Named {
  readonly schema: string | undefined
  readonly name: string
}

export interface WrittenName extends Named {
  /** Of a relation: SELECT, INSERT, UPDATE, DELETE or TRUNCATE; of a sequence that is called USAGE too. */
  readonly privilege: string
}

/** A schema as SQL writes it, and a bare name in it as the catalogue has it. */
export interface OwnName {
  readonly schema: string
  readonly name: string
}

export interface Schema extends Securable {
  readonly system: boolean
  /** The database's owner has USAGE: it can name what is in it. */
  readonly enteredByOwner: boolean
  /** Owners, other than the platform, of what is in it and no extension made; null where there is none. */
  readonly foreignContents: readonly string[] | null
  /** It belongs to an extension, or holds nothing but what extensions made. */
  readonly extension: boolean
}

export interface DefaultPrivilege {
  readonly creator: string
  readonly manageable: boolean
  readonly schema: string | null
  /** The creator can create where the role can go. */
  readonly reachable: boolean
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
  /** The role can SET ROLE to it; before Postgres 16 every member can. */
  readonly sets: boolean
  /** The role can make others its members, itself included. */
  readonly admin: boolean
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
  readonly functions: readonly SqlFunction[]
  readonly triggers: readonly Trigger[]
  readonly uses: readonly Use[]
  /** By the function's name: of those a permitted verb could run as its caller and that could mean something here. */
  readonly bodies: ReadonlyMap<string, FunctionBody>
  /** Types whose names the system has none of, so that they are found only where the role may look. */
  readonly types: readonly OwnName[]
  readonly operators: readonly SqlOperator[]
  /** By a relation's name: the types of its columns that are not the system's, and those these are made of, by oid. */
  readonly columnTypes: ReadonlyMap<string, ReadonlySet<number>>
  /** Every role of the server. */
  readonly roles: readonly string[]
  /** Roles that are the platform's: by what they own and are members of, whatever they are called. */
  readonly platformRoles: readonly string[]
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
