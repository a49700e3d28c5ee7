import type { ClientBase, QueryResult } from 'pg'
import type { PrivilegeSnapshot, Relation, RelationKind, Securable } from './privilege-snapshot.ts'
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
    const { serverVersionNum, answer } = await readOnce(client, role)
    const { acls, relations, vanished, role: found, ...rest } = answer
    if (found === null) throw new RoleNotFoundError(role)
    if (vanished !== true)
      return {
        ...rest,
        serverVersionNum,
        role: found,
        relations: relations.map((row) => relationOf(row, acls)),
      }
    // A relation dropped while the statement ran has no privileges: has_table_privilege() answers NULL. Look again.
    if (attempt === readAttempts)
      throw new Error(
        `Relations were dropped during each of ${readAttempts} reads of the catalogue: no consistent answer. Try again when the migration is over.`,
      )
  }
}

type RelationRow = [
  schema: string,
  name: string,
  kind: RelationKind,
  acl: number,
  extension: boolean,
  rowSecurity: boolean,
  parents: string[] | null,
  ownedBy: string | null,
  identity: boolean | null,
]
type SharedAcl = Omit<Securable, 'name'>

/** The statement's answer: relations are rows that name their ACL by its position among the distinct ones. */
interface Answer extends Omit<PrivilegeSnapshot, 'serverVersionNum' | 'role' | 'relations'> {
  readonly role: PrivilegeSnapshot['role'] | null
  readonly vanished: boolean | null
  readonly acls: readonly SharedAcl[]
  readonly relations: readonly RelationRow[]
}

interface Read {
  readonly serverVersionNum: number
  readonly answer: Answer
}

/**
 * What the statement runs under: a schema ahead of pg_catalog could put its own functions in the place of those it asks,
 * compiling so large a statement takes longer than running it, and Postgres, which knows nothing of how many rows a WITH
 * query gives, would join catalogues row by row. Sent with it as one Query, and so one transaction, they
 * end with it and no other use of the session sees them. In a transaction of the caller's they last to its end.
 */
const readingSettings =
  'SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL jit = off; SET LOCAL enable_nestloop = off'

async function readOnce(client: ClientBase, role: string): Promise<Read> {
  const { rows } = await client.query<{ version: number }>(
    "SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4 AS version",
  )
  const serverVersionNum = rows[0]?.version ?? 0
  const statement = snapshotStatement(serverVersionNum, client.escapeLiteral(role))
  // Of several statements pg returns several results, which its types do not say.
  const results: unknown = await client.query(`${readingSettings}; ${statement}`)
  const last = (results as QueryResult<{ snapshot: Answer }>[]).at(-1)?.rows[0]
  if (!last) throw new Error('Postgres answered the snapshot statement without a row.')
  return { serverVersionNum, answer: last.snapshot }
}

/** Property by property: a spread of the shared ACL takes three times as long, and there may be 100,000 relations. */
function relationOf(
  [schema, name, kind, position, extension, rowSecurity, parents, ownedBy, identity]: RelationRow,
  acls: readonly SharedAcl[],
): Relation {
  const acl = acls[position]
  if (!acl) throw new Error(`Postgres answered without the ACL of ${name}.`)
  return {
    schema,
    name,
    kind,
    owner: acl.owner,
    manageable: acl.manageable,
    effective: acl.effective,
    entries: acl.entries,
    grantableByDatabaseOwner: acl.grantableByDatabaseOwner ?? null,
    extension,
    rowSecurity,
    parents: parents ?? noParents,
    ownedBy: ownedBy ?? undefined,
    identity: identity ?? false,
  }
}

const noParents: readonly string[] = []
