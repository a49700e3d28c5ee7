import { type Ast, constant, items, names, node, word } from '../ast.ts'
import { RelationEntry, type UseEntry } from '../catalogue.ts'
import { madeName } from '../names.ts'
import type { Session } from '../session.ts'
import { storedUses } from './expressions.ts'
import { fieldsOf, isSerial, typeSchema } from './types.ts'

/** A column, as CREATE TABLE and ADD COLUMN have it. */
export function addColumn(session: Session, relation: RelationEntry, column: Ast): void {
  const called = word(column['colname'])
  if (relation.columns.has(called)) return
  relation.columns.set(called, JSON.stringify(column['typeName'] ?? ''))
  if (isSerial(column)) makeSequence(session, relation, called, false)
  const type = typeSchema(session, fieldsOf(column['typeName']))
  if (type && type.schema !== relation.schema)
    relation.uses.push({
      by: 'column type',
      place: type.name,
      command: undefined,
      object: { schemaName: type.schema },
    })
  for (const use of type ? (session.catalogue.domains.get(`${type.schema}\0${type.name}`) ?? []) : [])
    relation.uses.push(use)
  for (const one of items(column['constraints']))
    addConstraint(session, relation, node(one, 'Constraint'), called)
}

/** The sequence of a serial or an identity column: its name is free, as ChooseRelationName has it. */
export function makeSequence(
  session: Session,
  relation: RelationEntry,
  column: string,
  identity: boolean,
  named?: string,
): void {
  const { catalogue } = session
  const name = named ?? freeSequence(session, relation, column)
  const sequence = new RelationEntry({ schema: relation.schema, name, kind: 'S', owner: relation.owner })
  sequence.identity = identity
  sequence.temporary = relation.temporary
  sequence.ownedBy = { relation, column }
  sequence.grants = catalogue.initialGrants('S', relation.schema, relation.owner)
  relation.sequences.add(sequence)
  catalogue.add(sequence)
  session.touch(sequence, 'create')
}

function freeSequence({ catalogue }: Session, { schema, name }: RelationEntry, column: string): string {
  let free = madeName(name, column, 'seq')
  for (let at = 1; catalogue.relation(schema, free); at++) free = madeName(name, column, `seq${at}`)
  return free
}

/** A constraint of a column, or of the table where `column` is left out. */
export function addConstraint(
  session: Session,
  relation: RelationEntry,
  constraint: Ast,
  column?: string,
): void {
  const type = constraint['contype']
  const columns = column === undefined ? names(constraint['fk_attrs']) : [column]
  if (type === 'CONSTR_IDENTITY') {
    const named = items(constraint['options'])
      .map((one) => node(one, 'DefElem'))
      .find((one) => one['defname'] === 'sequence_name')
    makeSequence(session, relation, column ?? '', true, named ? names(named['arg']).at(-1) : undefined)
  }
  if (type === 'CONSTR_FOREIGN') {
    const parent = session.relation((constraint['pktable'] ?? {}) as Ast)
    if (!parent) return
    const name =
      word(constraint['conname']) || freeKey(relation, madeName(relation.name, columns.join('_'), 'fkey'))
    relation.keys.set(name, {
      parent,
      columns,
      onDelete: word(constraint['fk_del_action']),
      onUpdate: word(constraint['fk_upd_action']),
    })
    parent.referredBy.add(relation)
  }
  const by = {
    CONSTR_DEFAULT: 'default',
    CONSTR_CHECK: 'check',
    CONSTR_GENERATED: 'generated column',
  } as const
  if (typeof type === 'string' && type in by) {
    const place = column ?? (word(constraint['conname']) || 'check')
    addUses(relation, storedUses(session, constraint['raw_expr'], { by: by[type as keyof typeof by], place }))
  }
}

function freeKey(relation: RelationEntry, name: string): string {
  let free = name
  for (let at = 1; relation.keys.has(free); at++) free = `${name}${at}`
  return free
}

/** Those of its own sequence a relation needs in any case. */
export function addUses(relation: RelationEntry, uses: readonly UseEntry[]): void {
  relation.uses.push(
    ...uses.filter(({ object }) => !(object instanceof RelationEntry && relation.sequences.has(object))),
  )
}

/** DROP COLUMN: its sequences, its keys and its grants go with it. */
export function dropColumn(session: Session, relation: RelationEntry, column: string): void {
  relation.columns.delete(column)
  relation.columnGrants.delete(column)
  for (const sequence of relation.sequences)
    if (sequence.ownedBy?.column === column)
      for (const gone of session.catalogue.drop(sequence)) session.touch(gone, 'drop')
  for (const [name, { columns }] of relation.keys) if (columns.includes(column)) relation.keys.delete(name)
  relation.uses = relation.uses.filter((use) => !(use.place === column && /default|generated/.test(use.by)))
}

/** The columns of LIKE: with INCLUDING IDENTITY those have sequences of their own, a serial's stays the other table's. */
export function addLike(session: Session, relation: RelationEntry, like: Ast): void {
  const from = session.relation((like['relation'] ?? {}) as Ast)
  if (!from) return
  const options = Number(like['options'] ?? 0)
  for (const [column, type] of from.columns) relation.columns.set(column, type)
  // CREATE_TABLE_LIKE_DEFAULTS and _IDENTITY of parsenodes.h.
  if ((options & 8) !== 0) addUses(relation, [...from.uses, ...defaultsOfSerials(from)])
  if ((options & 32) !== 0)
    for (const sequence of from.sequences)
      if (sequence.identity) makeSequence(session, relation, sequence.ownedBy?.column ?? '', true)
}

export function defaultsOfSerials(from: RelationEntry): UseEntry[] {
  return [...from.sequences]
    .filter(({ identity }) => !identity)
    .map((sequence) => ({
      by: 'default',
      place: sequence.ownedBy?.column ?? '',
      command: undefined,
      object: sequence,
    }))
}

/** The sequence that `DEFAULT nextval('…')` names; undefined for any other default. */
export function nextvalOf(tree: unknown): string | undefined {
  const call = node(tree, 'FuncCall')
  return names(call['funcname']).at(-1) === 'nextval' ? constant(items(call['args'])[0]) : undefined
}

/** CREATE INDEX: of an index on expressions, or on a part of the rows, what they call. */
export function createIndex(session: Session, statement: Ast): void {
  const relation = session.relation((statement['relation'] ?? {}) as Ast, { missingOk: true })
  if (!relation) return
  const uses = storedUses(session, [statement['indexParams'], statement['whereClause']], {
    by: 'index',
    place: word(statement['idxname']) || `on ${relation.name}`,
  })
  if (uses.length === 0) return
  addUses(relation, uses)
  session.touch(relation, 'change')
}

/** DROP INDEX. */
export function dropIndex(session: Session, called: string): void {
  for (const relation of session.catalogue.relations)
    if (relation.uses.some(({ by, place }) => by === 'index' && place === called)) {
      relation.uses = relation.uses.filter(({ by, place }) => !(by === 'index' && place === called))
      session.touch(relation, 'change')
    }
}
