import type { AclEntry } from '../../../privileges/snapshot/privilege-snapshot.ts'
import { database } from '../../this-database.ts'
import { type Ast, items, names, node, option, word } from '../ast.ts'
import { FunctionEntry, type Granted, RelationEntry, type SchemaEntry } from '../catalogue.ts'
import type { Session } from '../session.ts'
import { functionsMeant } from './functions.ts'

const all: Readonly<Record<string, readonly string[]>> = {
  relation: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'],
  sequence: ['USAGE', 'SELECT', 'UPDATE'],
  function: ['EXECUTE'],
  schema: ['USAGE', 'CREATE'],
  database: ['CONNECT', 'TEMPORARY', 'CREATE'],
  type: ['USAGE'],
}

interface Privilege {
  readonly privilege: string
  readonly columns: readonly string[]
}

/** What a GRANT or REVOKE gives or takes, of whom. */
interface Change {
  readonly gives: boolean
  /** Of GRANT, WITH GRANT OPTION; of REVOKE, GRANT OPTION FOR. */
  readonly option: boolean
  readonly privileges: readonly Privilege[] | 'all'
  readonly grantees: readonly string[]
  readonly grantor: string
}

/** GRANT and REVOKE on objects. */
export function grant(session: Session, statement: Ast): void {
  const change = changeOf(session, statement)
  noticeUnguarded(session, change.grantees)
  const objects = statement['objects']
  const type = word(statement['objtype'])
  if (statement['targtype'] === 'ACL_TARGET_ALL_IN_SCHEMA')
    return onAll(session, change, type, names(objects))
  if (type === 'OBJECT_TABLE' || type === 'OBJECT_SEQUENCE')
    for (const range of session.rangesOf(objects)) onRelation(session, change, range)
  else if (type === 'OBJECT_SCHEMA')
    for (const called of names(objects)) {
      const schema = session.schema(called)
      if (schema) apply(session, change, schema, 'schema')
    }
  else if (type === 'OBJECT_DATABASE') {
    session.catalogue.note(database, change.gives ? 'grant' : 'revoke', session.place)
    applyTo(change, session.catalogue.databaseGrants, database)
  } else if (/^OBJECT_(FUNCTION|PROCEDURE|ROUTINE)$/.test(type)) onFunctions(session, change, objects)
  else if (!/^OBJECT_(TYPE|DOMAIN|LANGUAGE)$/.test(type) && concerns(session, change))
    session.cannot(`grants on ${type.replace('OBJECT_', '').toLowerCase()}s`)
}

function changeOf(session: Session, statement: Ast): Change {
  const privileges = items(statement['privileges']).map((one): Privilege => {
    const { priv_name: called, cols } = node(one, 'AccessPriv')
    return {
      privilege:
        word(called)
          .toUpperCase()
          .replace(/^TEMP$/, 'TEMPORARY') || 'ALL',
      columns: names(cols),
    }
  })
  return {
    gives: statement['is_grant'] === true,
    option: statement['grant_option'] === true,
    privileges: privileges.length === 0 ? 'all' : privileges,
    grantees: items(statement['grantees']).map((one) => session.roleOf(node(one, 'RoleSpec'))),
    grantor: session.user,
  }
}

function concerns({ role, catalogue }: Session, { grantees }: Change): boolean {
  return grantees.some((one) => one === role || one === 'PUBLIC' || catalogue.memberships.get(role)?.has(one))
}

/** A role that the statement names where it may not be: 42704. */
function noticeUnguarded(session: Session, grantees: readonly string[]): void {
  if (!session.guarded && grantees.includes(session.role)) session.notice('unguarded-grant', session.role)
}

function onRelation(session: Session, change: Change, range: Ast): void {
  const [schema, called] = [word(range['schemaname']) || undefined, word(range['relname'])]
  // A REVOKE meets databases to which the framework's table has not come (F5).
  const relation = change.gives ? session.relation(range, { missingOk: true }) : session.find(schema, called)
  if (relation) return apply(session, change, relation, relation.kind === 'S' ? 'sequence' : 'relation')
  if (session.isForeign(schema, called)) return
  const object = schema ?? session.path[0] ?? 'public'
  session.notice(change.gives ? 'grant-on-missing' : 'revoke-on-missing', session.written(object, called))
}

function onAll(session: Session, change: Change, type: string, schemas: readonly string[]): void {
  for (const called of schemas) {
    if (!session.schema(called)) continue
    if (type === 'OBJECT_TABLE' || type === 'OBJECT_SEQUENCE') {
      const ofSequences = type === 'OBJECT_SEQUENCE'
      for (const relation of session.catalogue.relations)
        if (relation.schema === called && (relation.kind === 'S') === ofSequences)
          apply(session, change, relation, ofSequences ? 'sequence' : 'relation')
    } else
      for (const fn of session.catalogue.functions)
        if (fn.schema === called && isMeant(fn, type)) apply(session, change, fn, 'function')
  }
}

/** ALL FUNCTIONS has no procedures, ALL PROCEDURES nothing else, ALL ROUTINES both (PostgreSQL documentation, GRANT). */
function isMeant({ procedure }: FunctionEntry, type: string): boolean {
  return type === 'OBJECT_ROUTINE' || procedure === (type === 'OBJECT_PROCEDURE')
}

function onFunctions(session: Session, change: Change, objects: unknown): void {
  for (const one of items(objects)) {
    const meant = functionsMeant(session, one, { missingOk: !concerns(session, change) })
    for (const fn of meant) apply(session, change, fn, 'function')
  }
}

function apply(
  session: Session,
  change: Change,
  object: RelationEntry | FunctionEntry | SchemaEntry,
  kind: string,
): void {
  session.touch(object, change.gives ? 'grant' : 'revoke')
  applyTo(change, object.grants, kind)
  if (!(object instanceof RelationEntry)) return
  for (const { privilege, columns } of change.privileges === 'all' ? [] : change.privileges)
    for (const column of columns) {
      const entries = object.columnGrants.get(column) ?? []
      object.columnGrants.set(column, entries)
      applyTo({ ...change, privileges: [{ privilege, columns: [] }] }, entries, 'relation')
    }
  // What is revoked on the table is revoked on its columns too (PostgreSQL documentation, REVOKE).
  if (!change.gives) for (const entries of object.columnGrants.values()) applyTo(change, entries, kind)
}

function applyTo(change: Change, entries: AclEntry[], kind: string): void {
  const whole = all[kind] ?? []
  const privileges =
    change.privileges === 'all'
      ? whole
      : change.privileges
          .filter(({ columns }) => columns.length === 0)
          .flatMap(({ privilege }) => (privilege === 'ALL' ? whole : [privilege]))
  for (const grantee of change.grantees)
    for (const privilege of privileges) {
      const at = entries.findIndex((entry) => entry.grantee === grantee && entry.privilege === privilege)
      const held = entries[at]
      if (change.gives) {
        const entry = {
          grantee,
          grantor: change.grantor,
          privilege,
          grantable: change.option || (held?.grantable ?? false),
        }
        if (held) entries[at] = entry
        else entries.push(entry)
      } else if (held && change.option) entries[at] = { ...held, grantable: false }
      else if (held) entries.splice(at, 1)
    }
}

/** pg_default_acl.defaclobjtype. */
const kinds: Readonly<Record<string, readonly [letter: string, kind: string]>> = {
  OBJECT_TABLE: ['r', 'relation'],
  OBJECT_SEQUENCE: ['S', 'sequence'],
  OBJECT_FUNCTION: ['f', 'function'],
  OBJECT_TYPE: ['T', 'type'],
  OBJECT_SCHEMA: ['n', 'schema'],
}

/** ALTER DEFAULT PRIVILEGES. */
export function defaultPrivileges(session: Session, statement: Ast): void {
  const { catalogue } = session
  const action = (statement['action'] ?? {}) as Ast
  const change = changeOf(session, action)
  noticeUnguarded(session, change.grantees)
  const [letter, kind] = kinds[word(action['objtype'])] ?? []
  if (letter === undefined || kind === undefined)
    return session.cannot('alters default privileges of another kind')
  const creators = items(option(statement['options'], 'roles')?.['arg']).map((one) =>
    session.roleOf(node(one, 'RoleSpec')),
  )
  const schemas = names(option(statement['options'], 'schemas')?.['arg'])
  for (const creator of creators.length === 0 ? [session.user] : creators) {
    if (letter === 'f' && schemas.length === 0 && change.grantees.includes('PUBLIC'))
      catalogue.withoutExecute[change.gives ? 'delete' : 'add'](creator)
    for (const schema of schemas.length === 0 ? [null] : schemas) {
      const isSame = (one: { creator: string; schema: string | null; objects: string }) =>
        one.creator === creator && one.schema === schema && one.objects === letter
      const entries = catalogue.defaults.filter(isSame).map(({ entry }) => entry)
      applyTo({ ...change, grantor: creator }, entries, kind)
      const others = catalogue.defaults.filter((one) => !isSame(one))
      catalogue.defaults = [
        ...others,
        ...entries.map((entry) => ({ creator, schema, objects: letter, entry })),
      ]
      catalogue.note(schema ?? creator, change.gives ? 'grant' : 'revoke', session.place)
    }
  }
}

/** GRANT role TO role. */
export function grantRole(session: Session, statement: Ast): void {
  const grantees = items(statement['grantee_roles']).map((one) => session.roleOf(node(one, 'RoleSpec')))
  noticeUnguarded(session, grantees)
  for (const one of items(statement['granted_roles'])) {
    const granted = session.roleOf({
      roletype: 'ROLESPEC_CSTRING',
      rolename: node(one, 'AccessPriv')['priv_name'],
    })
    for (const grantee of grantees) {
      const of = session.catalogue.memberships.get(grantee) ?? new Set()
      session.catalogue.memberships.set(grantee, of)
      if (statement['is_grant'] === true) of.add(granted)
      else of.delete(granted)
      session.catalogue.note(granted, 'grant', session.place)
    }
  }
}

/** Gives an object to another role: the grants that were the owner's are the new one's. */
export function give(object: Granted, to: string): void {
  object.grants = object.grants.map((entry) =>
    entry.grantor === object.owner ? { ...entry, grantor: to } : entry,
  )
  object.owner = to
}

/** DROP OWNED BY: what the roles own goes, and what they were granted. */
export function dropOwned(session: Session, statement: Ast): void {
  const roles = new Set(items(statement['roles']).map((one) => session.roleOf(node(one, 'RoleSpec'))))
  if (roles.has(session.user)) return session.cannot('drops all that its own role owns')
  const { catalogue } = session
  for (const relation of catalogue.relations) {
    if (roles.has(relation.owner)) for (const gone of catalogue.drop(relation)) session.touch(gone, 'drop')
    else if (relation.grants.some(({ grantee }) => roles.has(grantee))) {
      session.touch(relation, 'revoke')
      relation.grants = relation.grants.filter(({ grantee }) => !roles.has(grantee))
    }
    for (const entries of relation.columnGrants.values())
      entries.splice(0, entries.length, ...entries.filter(({ grantee }) => !roles.has(grantee)))
  }
  // It is a shared object, whose grants go too (PostgreSQL documentation, DROP OWNED).
  const ofDatabase = catalogue.databaseGrants.filter(({ grantee }) => !roles.has(grantee))
  if (ofDatabase.length < catalogue.databaseGrants.length) catalogue.note(database, 'revoke', session.place)
  catalogue.databaseGrants.splice(0, catalogue.databaseGrants.length, ...ofDatabase)
  for (const schema of catalogue.schemas.values()) {
    if (!schema.grants.some(({ grantee }) => roles.has(grantee))) continue
    session.touch(schema, 'revoke')
    schema.grants = schema.grants.filter(({ grantee }) => !roles.has(grantee))
  }
  catalogue.defaults = catalogue.defaults.filter(
    ({ entry, creator }) => !roles.has(entry.grantee) && !roles.has(creator),
  )
}

export function reassignOwned(session: Session, statement: Ast): void {
  const roles = new Set(items(statement['roles']).map((one) => session.roleOf(node(one, 'RoleSpec'))))
  const to = session.roleOf((statement['newrole'] ?? {}) as Ast)
  if (roles.has(session.user))
    return session.cannot('gives away all that its own role owns, databases among it')
  for (const object of [...session.catalogue.relations, ...session.catalogue.functions]) {
    if (!roles.has(object.owner)) continue
    give(object, to)
    session.touch(object, 'change')
  }
}
