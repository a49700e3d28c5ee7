import type { ClientBase } from 'pg'
import type { AclEntry, PrivilegeSnapshot, Relation, RelationKind, Securable } from './privilege-snapshot.ts'
import { snapshotStatement } from './snapshot-statement.ts'

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

/**
 * How the session reads: a schema ahead of pg_catalog could put its own functions in the place of those the statement
 * asks; and compiling so large a statement takes longer than running it.
 */
const readingSettings = { search_path: 'pg_catalog, pg_temp', jit: 'off' }

async function readOnce(client: ClientBase, role: string): Promise<Read> {
  const names = Object.keys(readingSettings)
  const { rows } = await client.query<{ version: string; before: string[] }>(
    `SELECT pg_catalog.current_setting('server_version_num') AS version,
            ARRAY[${names.map((name) => `pg_catalog.current_setting('${name}')`).join(', ')}] AS before`,
  )
  const { version, before } = rows[0] as { version: string; before: string[] }
  await apply(client, names, Object.values(readingSettings))
  const answer = await client.query<{ snapshot: Read }>(snapshotStatement(Number(version)), [role])
  await apply(client, names, before)
  return { ...(answer.rows[0] as { snapshot: Read }).snapshot, serverVersionNum: Number(version) }
}

async function apply(client: ClientBase, names: readonly string[], values: readonly string[]): Promise<void> {
  const calls = names.map((name, i) => `pg_catalog.set_config('${name}', $${i + 1}, false)`)
  await client.query(`SELECT ${calls.join(', ')}`, [...values])
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
    relations: (relations ?? []).map((row) => relationOf(row, shared)),
  } as unknown as PrivilegeSnapshot
}

type SharedAcl = Omit<Securable, 'name'>

/** Property by property: a spread of the shared ACL takes three times as long, and there may be 100,000. */
function relationOf(
  [schema, name, kind, acl, extension, rowSecurity, parents, ownedBy, identity]: RelationRow,
  shared: readonly SharedAcl[],
): Relation {
  const { owner, manageable, effective, entries, grantableByDatabaseOwner } = shared[acl] as SharedAcl
  return {
    schema,
    name,
    kind,
    owner,
    manageable,
    effective,
    entries,
    grantableByDatabaseOwner: grantableByDatabaseOwner ?? null,
    extension,
    rowSecurity,
    parents: parents ?? noParents,
    ownedBy: ownedBy ?? undefined,
    identity: identity ?? false,
  }
}

const noParents: readonly string[] = []

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
