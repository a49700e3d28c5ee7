import type { ClientBase, QueryResult } from 'pg'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { ourMark } from '../../postgres/our-name.ts'
import { answerTimeoutMs, looking, queryWithin } from '../looking.ts'
import type {
  PrivilegeSnapshot,
  Relation,
  RelationKind,
  Securable,
  SqlFunction,
  Trigger,
} from './privilege-snapshot.ts'
import { readBodies } from './read-bodies.ts'
import { snapshotStatement } from './snapshot-statement.ts'
import { type Dependencies, usesOf } from './uses.ts'

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
 * CouldNotLook where a lock, the connection or a server that says nothing for `timeoutMs` is in the way, and pg's own
 * DatabaseError where the catalogue cannot be read. A `part` is read by a statement that is planned
 * once in the session, whose own settings it then runs under.
 */
export function readPrivileges(
  client: ClientBase,
  role: string,
  { timeoutMs = answerTimeoutMs, part }: { timeoutMs?: number; part?: Part } = {},
): Promise<PrivilegeSnapshot> {
  return looking(`What ${role} can do`, () => readAll(client, role, { timeoutMs, part }))
}

/** WITH queries that stand in the place of catalogues, with their parameters: the same statement over a part of what there is. */
export interface Part {
  readonly catalogues: string
  readonly values: unknown[]
}

interface Reading {
  readonly timeoutMs: number
  readonly part: Part | undefined
}

async function readAll(client: ClientBase, role: string, reading: Reading): Promise<PrivilegeSnapshot> {
  const { timeoutMs } = reading
  for (let attempt = 1; ; attempt++) {
    const { serverVersionNum, answer } = await readOnce(client, role, reading)
    if (answer.role === null) throw new RoleNotFoundError(role)
    if (answer.vanished !== true) {
      const snapshot = snapshotOf(answer, answer.role, serverVersionNum)
      return { ...snapshot, bodies: await readBodies(client, snapshot, timeoutMs) }
    }
    // A relation dropped while the statement ran has no privileges: has_table_privilege() answers NULL. Look again.
    if (attempt === readAttempts)
      throw new CouldNotLook(
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
  partition: boolean,
  oid: number,
]
type FunctionRow = [
  oid: number,
  schema: string,
  name: string,
  bareName: string,
  kind: string,
  definer: boolean,
  language: string,
  acl: number,
  extension: boolean,
  trigger: boolean,
  likeTheSystems: boolean,
  fewestArguments: number,
  mostArguments: number | null,
  searchPath: string | null,
]
type TriggerRow = [
  relation: string,
  fn: string,
  events: number,
  name: string,
  oldTable: string | null,
  newTable: string | null,
]
type SharedAcl = Omit<Securable, 'name'>

/** The statement's answer: relations are rows that name their ACL by its position among the distinct ones. */
interface Answer
  extends Dependencies,
    Omit<
      PrivilegeSnapshot,
      | 'serverVersionNum'
      | 'role'
      | 'relations'
      | 'functions'
      | 'triggers'
      | 'uses'
      | 'columnTypes'
      | 'bodies'
      | 'types'
    > {
  readonly role: PrivilegeSnapshot['role'] | null
  readonly vanished: boolean | null
  readonly acls: readonly SharedAcl[]
  readonly relations: readonly RelationRow[]
  readonly functionAcls: readonly SharedAcl[]
  readonly functions: readonly FunctionRow[]
  readonly triggers: readonly TriggerRow[]
  readonly ownTypes: PrivilegeSnapshot['types']
}

interface Read {
  readonly serverVersionNum: number
  readonly answer: Answer
}

/**
 * What the statement runs under: a schema ahead of pg_catalog could put its own functions in the place of those it asks,
 * compiling so large a statement takes longer than running it, and Postgres, which knows nothing of how many rows a WITH
 * query gives, would join catalogues row by row, or sort them first. Sent with it as one Query, and so one transaction, they
 * end with it and no other use of the session sees them. In a transaction of the caller's they last to its end.
 */
const readingSettings = [
  'search_path = pg_catalog, pg_temp',
  'jit = off',
  'enable_nestloop = off',
  'enable_mergejoin = off',
]
  .map((setting) => `SET LOCAL ${setting} ${ourMark}`)
  .join('; ')

/** The sessions whose plans are kept, each with the statements that it has prepared, by their text. */
const keepingPlans = new WeakMap<ClientBase, Map<string, string>>()
let preparedSoFar = 0

/**
 * Has the statement planned once in this session, which is more than half of what a read of a small database costs: for who
 * looks more than once, in a session that nobody else is given and that forgets no plan, as DISCARD does.
 */
export function keepPlans(client: ClientBase): void {
  keepingPlans.set(client, keepingPlans.get(client) ?? new Map())
}

async function askedWhole(client: ClientBase, statement: string, timeoutMs: number): Promise<unknown> {
  const prepared = keepingPlans.get(client)
  const ask = (text: string) => queryWithin(client, `${readingSettings}; ${text}`, { timeoutMs })
  if (!prepared) return ask(statement)
  const known = prepared.get(statement)
  if (known !== undefined) return ask(`EXECUTE ${known}`)
  preparedSoFar += 1
  const name = `privileges_${preparedSoFar}`
  const answer = await ask(`PREPARE ${name} AS ${statement} ${ourMark}; EXECUTE ${name}`)
  prepared.set(statement, name)
  return answer
}

async function readOnce(client: ClientBase, role: string, { timeoutMs, part }: Reading): Promise<Read> {
  const { rows } = await queryWithin<{ version: number }>(
    client,
    "SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4 AS version",
    { timeoutMs },
  )
  const serverVersionNum = rows[0]?.version ?? 0
  const statement = snapshotStatement(serverVersionNum, client.escapeLiteral(role), part?.catalogues)
  const results: unknown = part
    ? [await queryWithin(client, statement, { name: 'part', values: part.values, timeoutMs })]
    : await askedWhole(client, statement, timeoutMs)
  // Of several statements pg returns several results, which its types do not say.
  const last = (results as QueryResult<{ snapshot: Answer }>[]).at(-1)?.rows[0]
  if (!last) throw new Error('Postgres answered the snapshot statement without a row.')
  return { serverVersionNum, answer: last.snapshot }
}

function snapshotOf(
  answer: Answer,
  role: PrivilegeSnapshot['role'],
  serverVersionNum: number,
): Omit<PrivilegeSnapshot, 'bodies'> {
  const {
    acls,
    functionAcls,
    relations,
    functions,
    triggers,
    dependencies,
    types,
    ownTypes,
    namedSequences,
    ...rest
  } = answer
  return {
    ...rest,
    serverVersionNum,
    role,
    relations: relations.map((row) => relationOf(row, acls)),
    functions: functions.map((row) => functionOf(row, functionAcls)),
    triggers: triggers.map(triggerOf),
    types: ownTypes,
    ...usesOf(
      { dependencies, types, namedSequences },
      {
        relations: new Map(relations.map((row) => [row[10], row[1]])),
        functions: new Map(functions.map(([oid, schema, name]) => [oid, { schema, name }])),
        sequences: new Set(relations.filter((row) => row[2] === 'S').map((row) => row[10])),
      },
    ),
  }
}

/** Property by property: a spread of the shared ACL takes three times as long, and there may be 100,000 relations. */
function relationOf(
  [schema, name, kind, position, extension, rowSecurity, parents, ownedBy, identity, partition]: RelationRow,
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
    partition,
  }
}

const noParents: readonly string[] = []

function functionOf(
  [
    oid,
    schema,
    name,
    bareName,
    kind,
    definer,
    language,
    position,
    extension,
    trigger,
    likeTheSystems,
    fewestArguments,
    mostArguments,
    searchPath,
  ]: FunctionRow,
  acls: readonly SharedAcl[],
): SqlFunction {
  const acl = acls[position]
  if (!acl) throw new Error(`Postgres answered without the ACL of ${name}.`)
  return {
    ...acl,
    oid,
    schema,
    name,
    bareName,
    procedure: kind === 'p',
    definer,
    language,
    extension,
    trigger,
    likeTheSystems,
    fewestArguments,
    mostArguments: mostArguments ?? undefined,
    searchPath: searchPath ?? undefined,
  }
}

function triggerOf([relation, fn, events, name, oldTable, newTable]: TriggerRow): Trigger {
  return {
    relation,
    function: fn,
    events,
    name,
    transitionTables: [oldTable, newTable].filter((table) => table !== null),
  }
}
