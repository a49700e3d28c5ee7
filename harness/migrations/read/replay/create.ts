import type { RelationKind } from '../../../privileges/snapshot/privilege-snapshot.ts'
import { type Ast, isOn, items, kindOf, names, node, option, word } from '../ast.ts'
import { RelationEntry, type SchemaEntry } from '../catalogue.ts'
import { quoted } from '../names.ts'
import type { Session } from '../session.ts'
import { addColumn, addConstraint, addLike, defaultsOfSerials } from './columns.ts'
import { storedUses, usesIn } from './expressions.ts'

/** Makes a relation, unless IF NOT EXISTS finds one; returns it where it is new. */
function make(
  session: Session,
  range: Ast,
  kind: RelationKind,
  ifNotExists: boolean,
): RelationEntry | undefined {
  const temporary = range['relpersistence'] === 't' || range['schemaname'] === 'pg_temp'
  const schema = temporary ? 'pg_temp' : session.schemaFor(range)
  const name = word(range['relname'])
  if (!temporary && !session.schema(schema)) return undefined
  const known = session.catalogue.relation(schema, name)
  if (known) {
    if (!ifNotExists) session.cannot(`creates ${known.qualified}, which is there already`)
    return undefined
  }
  const relation = new RelationEntry({ schema, name, kind, owner: session.user })
  relation.temporary = temporary
  relation.grants = session.catalogue.initialGrants(kind === 'S' ? 'S' : 'r', schema, session.user)
  session.catalogue.add(relation)
  session.touch(relation, 'create')
  return relation
}

/** CREATE TABLE in its forms, CREATE FOREIGN TABLE among them. */
export function createTable(session: Session, statement: Ast, kind: RelationKind = 'r'): void {
  const range = (statement['relation'] ?? {}) as Ast
  const partitioned = statement['partspec'] !== undefined
  const relation = make(session, range, partitioned ? 'p' : kind, statement['if_not_exists'] === true)
  if (!relation) return
  relation.partition = statement['partbound'] !== undefined
  for (const parent of session
    .rangesOf(statement['inhRelations'])
    .flatMap((one) => session.relation(one) ?? [])) {
    relation.parents.add(parent)
    parent.children.add(relation)
    for (const [column, type] of parent.columns) relation.columns.set(column, type)
    // The default of a serial column of the parent is the child's too; of an identity column a partition has none of its own.
    relation.uses.push(...parent.uses, ...defaultsOfSerials(parent))
  }
  for (const element of items(statement['tableElts'])) {
    const [what, fields] = kindOf(element)
    if (what === 'ColumnDef') addColumn(session, relation, fields)
    else if (what === 'Constraint') addConstraint(session, relation, fields)
    else if (what === 'TableLikeClause') addLike(session, relation, fields)
  }
  for (const one of items(statement['constraints'])) addConstraint(session, relation, node(one, 'Constraint'))
  if (partitioned)
    relation.uses.push(
      ...storedUses(session, statement['partspec'], { by: 'partition key', place: relation.name }),
    )
}

/** CREATE TABLE AS, SELECT INTO, CREATE MATERIALIZED VIEW. */
export function createAs(session: Session, { into, query, objtype, if_not_exists: ifNotExists }: Ast): void {
  const range = ((into as Ast | undefined)?.['rel'] ?? {}) as Ast
  const materialized = objtype === 'OBJECT_MATVIEW'
  const relation = make(session, range, materialized ? 'm' : 'r', ifNotExists === true)
  if (relation && materialized) setQuery(session, relation, query, false)
}

export function createView(session: Session, statement: Ast): void {
  const range = (statement['view'] ?? {}) as Ast
  const known = session.find(word(range['schemaname']) || undefined, word(range['relname']))
  const relation =
    known?.kind === 'v' && statement['replace'] === true ? known : make(session, range, 'v', false)
  if (!relation) return
  if (relation === known) session.touch(relation, 'change')
  setQuery(session, relation, statement['query'], isOn(option(statement['options'], 'security_invoker')))
}

function setQuery(session: Session, relation: RelationEntry, query: unknown, securityInvoker: boolean): void {
  for (const read of relation.view?.references ?? []) read.usedByViews.delete(relation)
  const { relations } = usesIn(session, query, { missingOk: false })
  const references = new Set(relations.map((one) => one.relation).filter(({ kind }) => kind !== 'S'))
  for (const read of references) read.usedByViews.add(relation)
  const target = relation.kind === 'v' ? updatableTarget(session, node(query, 'SelectStmt')) : undefined
  relation.view = { references, securityInvoker, target }
  relation.uses = storedUses(session, query, { by: 'view', place: relation.name }).filter(
    ({ object }) => !(object instanceof RelationEntry && object.kind !== 'S'),
  )
}

/** The relation that an automatically updatable view writes to (PostgreSQL documentation, CREATE VIEW, Updatable Views). */
function updatableTarget(session: Session, select: Ast): RelationEntry | undefined {
  const from = items(select['fromClause'])
  const plain = [
    'distinctClause',
    'groupClause',
    'havingClause',
    'limitCount',
    'limitOffset',
    'withClause',
    'windowClause',
  ]
  if (
    from.length !== 1 ||
    select['op'] !== 'SETOP_NONE' ||
    plain.some((clause) => select[clause] !== undefined)
  )
    return undefined
  if (
    /"FuncCall":\{"funcname":\[(?:\{"String":\{"sval":"pg_catalog"\}\},)?\{"String":\{"sval":"(?:sum|count|avg|min|max|\w+_agg)"/.test(
      JSON.stringify(select['targetList'] ?? ''),
    )
  )
    return undefined
  const range = node(from[0], 'RangeVar')
  return range['relname'] === undefined ? undefined : session.relation(range, { missingOk: true })
}

export function createSequence(session: Session, statement: Ast): void {
  const relation = make(
    session,
    (statement['sequence'] ?? {}) as Ast,
    'S',
    statement['if_not_exists'] === true,
  )
  if (relation) setOwnedBy(session, relation, statement['options'])
}

/** OWNED BY of a sequence. */
export function setOwnedBy(session: Session, sequence: RelationEntry, options: unknown): void {
  const ownedBy = option(options, 'owned_by')
  if (!ownedBy) return
  sequence.ownedBy?.relation.sequences.delete(sequence)
  const parts = names(ownedBy['arg'])
  if (parts.length < 2) {
    sequence.ownedBy = undefined
    return
  }
  const relation = session.relation({ relname: parts.at(-2), schemaname: parts.at(-3) })
  if (!relation) return
  sequence.ownedBy = { relation, column: parts.at(-1) ?? '' }
  relation.sequences.add(sequence)
  relation.uses = relation.uses.filter(({ object }) => object !== sequence)
  session.touch(relation, 'change')
}

/** CREATE SCHEMA; returns it where there is one now, and what is made in it. */
export function createSchema(
  session: Session,
  statement: Ast,
): { schema: string; elements: readonly unknown[] } {
  const role = statement['authrole'] as Ast | undefined
  const called = word(statement['schemaname']) || word(role?.['rolename'])
  if (!session.catalogue.schemas.has(called)) {
    const entry: SchemaEntry = { name: called, owner: role ? session.roleOf(role) : session.user, grants: [] }
    entry.grants = session.catalogue.initialGrants('n', called, session.user)
    session.catalogue.schemas.set(called, entry)
    session.touch(entry, 'create')
  } else if (statement['if_not_exists'] !== true)
    session.cannot(`creates the schema ${quoted(called)}, which is there already`)
  return { schema: called, elements: items(statement['schemaElts']) }
}

export function createTrigger(session: Session, statement: Ast): void {
  const relation = session.relation((statement['relation'] ?? {}) as Ast)
  const [fn] = session.functionsNamed(statement['funcname'])
  const called = names(statement['funcname']).join('.')
  if (!fn) {
    if (
      names(statement['funcname']).length > 1 ||
      !/^(tsvector_update_trigger|suppress_redundant|set_timestamp|moddatetime|lo_manage|autoinc|insert_username)/.test(
        called,
      )
    )
      session.cannot(`calls ${called}(), which no migration before it creates`)
    return
  }
  if (!relation) return
  // Of pg_trigger.h TRIGGER_TYPE_ROW is 1, TRIGGER_TYPE_INSTEAD 64; its events are those of pg_trigger.tgtype.
  relation.triggers.set(word(statement['trigname']), {
    function: fn,
    events:
      Number(statement['events'] ?? 0) |
      (Number(statement['timing'] ?? 0) & 64) |
      Number(statement['row'] === true),
    transitionTables: items(statement['transitionRels']).map((one) =>
      word(node(one, 'TriggerTransition')['name']),
    ),
    enabled: true,
  })
  relation.uses.push(
    ...storedUses(session, statement['whenClause'], { by: 'trigger', place: word(statement['trigname']) }),
  )
  session.touch(relation, 'change')
}

/** pg_rewrite.ev_type. */
const events: Readonly<Record<string, string>> = { CMD_UPDATE: '2', CMD_INSERT: '3', CMD_DELETE: '4' }

export function createRule(session: Session, statement: Ast): void {
  const relation = session.relation((statement['relation'] ?? {}) as Ast)
  const event = events[word(statement['event'])]
  if (!relation || event === undefined) return
  const targets = usesIn(session, statement['actions']).relations
  relation.rules.set(word(statement['rulename']), { event, instead: statement['instead'] === true, targets })
  session.touch(relation, 'change')
}

/** pg_policy.polcmd. */
const commands: Readonly<Record<string, string>> = {
  select: 'r',
  insert: 'a',
  update: 'w',
  delete: 'd',
  all: '*',
}

/** CREATE POLICY, and ALTER POLICY, which leaves what it does not name. */
export function setPolicy(session: Session, statement: Ast): void {
  const relation = session.relation((statement['table'] ?? {}) as Ast)
  if (!relation) return
  const called = word(statement['policy_name'])
  const known = relation.policies.get(called)
  const roles = items(statement['roles']).map((one) => session.roleOf(node(one, 'RoleSpec')))
  const command = commands[word(statement['cmd_name'])] ?? known?.command ?? '*'
  relation.policies.set(called, {
    command,
    permissive: known?.permissive ?? statement['permissive'] === true,
    roles: roles.length > 0 ? roles : (known?.roles ?? ['PUBLIC']),
    using: condition(statement['qual']) ?? known?.using ?? null,
    check: condition(statement['with_check']) ?? known?.check ?? null,
  })
  relation.uses.push(
    ...storedUses(session, [statement['qual'], statement['with_check']], {
      by: 'policy',
      place: called,
      command,
    }),
  )
  session.touch(relation, 'change')
}

/** What pg_get_expr makes of `true`; of any other, that there is one. */
function condition(tree: unknown): string | null {
  if (tree === undefined) return null
  const value = node(node(tree, 'A_Const'), 'boolval')
  return value['boolval'] === true ? 'true' : 'a condition'
}
