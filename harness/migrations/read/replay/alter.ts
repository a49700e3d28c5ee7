import { type Ast, isOn, items, names, node, option, word } from '../ast.ts'
import type { RelationEntry } from '../catalogue.ts'
import { quoted } from '../names.ts'
import type { Session } from '../session.ts'
import { addColumn, addConstraint, addUses, dropColumn, dropIndex, nextvalOf } from './columns.ts'
import { setOwnedBy } from './create.ts'
import { storedUses } from './expressions.ts'
import { functionsMeant, setOptions } from './functions.ts'
import { give } from './grants.ts'

/** ALTER TABLE, VIEW, SEQUENCE, INDEX and their kind. */
export function alterRelation(session: Session, statement: Ast): void {
  if (/^OBJECT_(INDEX|TYPE)$/.test(word(statement['objtype']))) return
  const relation = session.relation((statement['relation'] ?? {}) as Ast, {
    missingOk: statement['missing_ok'] === true,
  })
  if (!relation) return
  session.touch(relation, 'change')
  for (const one of items(statement['cmds'])) alterBy(session, relation, node(one, 'AlterTableCmd'))
}

function alterBy(session: Session, relation: RelationEntry, command: Ast): void {
  const called = word(command['name'])
  const definition = command['def']
  switch (command['subtype']) {
    case 'AT_AddColumn':
      return addColumn(session, relation, node(definition, 'ColumnDef'))
    case 'AT_DropColumn':
      return dropColumn(session, relation, called)
    case 'AT_AddConstraint':
      return addConstraint(session, relation, node(definition, 'Constraint'))
    case 'AT_DropConstraint':
      relation.keys.delete(called)
      relation.uses = relation.uses.filter(({ by, place }) => !(by === 'check' && place === called))
      return
    case 'AT_AddIdentity':
      return addConstraint(session, relation, node(definition, 'Constraint'), called)
    case 'AT_DropIdentity':
      for (const sequence of relation.sequences)
        if (sequence.identity && sequence.ownedBy?.column === called) session.catalogue.drop(sequence)
      return
    case 'AT_ColumnDefault':
      return setDefault(session, relation, called, definition)
    case 'AT_ChangeOwner':
      return changeOwner(session, relation, session.roleOf((command['newowner'] ?? {}) as Ast))
    case 'AT_EnableRowSecurity':
    case 'AT_DisableRowSecurity':
      relation.rowSecurity = command['subtype'] === 'AT_EnableRowSecurity'
      return
    case 'AT_AttachPartition':
    case 'AT_AddInherit':
    case 'AT_DetachPartition':
    case 'AT_DropInherit':
      return setParent(session, relation, command)
    case 'AT_SetRelOptions':
      if (relation.view && option(definition, 'security_invoker'))
        relation.view.securityInvoker = isOn(option(definition, 'security_invoker'))
      return
    case 'AT_ResetRelOptions':
      if (relation.view && option(definition, 'security_invoker')) relation.view.securityInvoker = false
      return
    default:
      enableOrDisable(relation, word(command['subtype']), called)
  }
}

function enableOrDisable(relation: RelationEntry, subtype: string, called: string): void {
  const [, change, which] = /^AT_(Enable|Disable)(?:Always|Replica)?Trig(All|User)?$/.exec(subtype) ?? []
  if (change === undefined) return
  for (const [name, trigger] of relation.triggers)
    if (which !== undefined || name === called) trigger.enabled = change === 'Enable'
}

function setDefault(session: Session, relation: RelationEntry, column: string, tree: unknown): void {
  relation.uses = relation.uses.filter(({ by, place }) => !(by === 'default' && place === column))
  if (tree === undefined) return
  if (nextvalOf(tree) === undefined || !relation.columns.has(column))
    relation.columns.set(column, relation.columns.get(column) ?? '')
  addUses(relation, storedUses(session, tree, { by: 'default', place: column }))
}

function changeOwner(session: Session, relation: RelationEntry, to: string): void {
  give(relation, to)
  for (const sequence of relation.sequences) {
    give(sequence, to)
    session.touch(sequence, 'change')
  }
}

function setParent(session: Session, relation: RelationEntry, command: Ast): void {
  const partition = node(command['def'], 'PartitionCmd')['name'] as Ast | undefined
  const other = session.relation(partition ?? node(command['def'], 'RangeVar'))
  if (!other) return
  const [parent, child] = partition ? [relation, other] : [other, relation]
  const joins = /Attach|AddInherit/.test(word(command['subtype']))
  if (joins) {
    child.parents.add(parent)
    parent.children.add(child)
  } else {
    child.parents.delete(parent)
    parent.children.delete(child)
  }
  if (partition) child.partition = joins
  session.touch(child, 'change')
}

export function alterSequence(session: Session, statement: Ast): void {
  const sequence = session.relation((statement['sequence'] ?? {}) as Ast, {
    missingOk: statement['missing_ok'] === true,
  })
  if (!sequence) return
  setOwnedBy(session, sequence, statement['options'])
  session.touch(sequence, 'change')
}

/** ALTER … OWNER TO, of what is no relation. */
export function alterOwner(session: Session, statement: Ast): void {
  const to = session.roleOf((statement['newowner'] ?? {}) as Ast)
  const type = word(statement['objectType'])
  if (type === 'OBJECT_SCHEMA') {
    const schema = session.schema(names({ List: { items: [statement['object']] } })[0] ?? '')
    if (!schema) return
    give(schema, to)
    session.touch(schema, 'change')
  } else if (/^OBJECT_(FUNCTION|PROCEDURE|ROUTINE)$/.test(type))
    for (const fn of functionsMeant(session, statement['object'])) {
      give(fn, to)
      session.touch(fn, 'change')
    }
}

export function alterFunction(session: Session, statement: Ast): void {
  for (const fn of functionsMeant(session, { ObjectWithArgs: statement['func'] })) {
    setOptions(fn, statement['actions'], session.path)
    session.touch(fn, 'change')
  }
}

const relations = /^OBJECT_(TABLE|VIEW|MATVIEW|SEQUENCE|FOREIGN_TABLE)$/
const functions = /^OBJECT_(FUNCTION|PROCEDURE|ROUTINE)$/

/** ALTER … RENAME. */
export function rename(session: Session, statement: Ast): void {
  const type = word(statement['renameType'])
  const to = word(statement['newname'])
  const { catalogue } = session
  if (functions.test(type)) {
    for (const fn of functionsMeant(session, statement['object'])) {
      catalogue.renameFunction(fn, { name: to })
      session.touch(fn, 'change')
    }
    return
  }
  if (type === 'OBJECT_SCHEMA') return renameSchema(session, word(statement['subname']), to)
  if (type === 'OBJECT_ROLE') {
    if (quoted(word(statement['subname'])) === session.role) session.cannot(`renames ${session.role}`)
    return
  }
  if (type === 'OBJECT_TYPE' || type === 'OBJECT_DOMAIN' || type === 'OBJECT_ATTRIBUTE') return
  const options = { missingOk: statement['missing_ok'] === true || type === 'OBJECT_INDEX' }
  const relation = session.relation((statement['relation'] ?? {}) as Ast, options)
  if (!relation) return
  if (relations.test(type)) catalogue.rename(relation, { name: to })
  else renameWithin(relation, type, word(statement['subname']), to)
  session.touch(relation, 'change')
}

/** What of the uses of a relation goes by the name of what is renamed. */
const usesOfRenamed = {
  OBJECT_COLUMN: /^(default|generated column)$/,
  OBJECT_TRIGGER: /^trigger$/,
  OBJECT_POLICY: /^policy$/,
  OBJECT_TABCONSTRAINT: /^check$/,
}

function renameWithin(relation: RelationEntry, type: string, from: string, to: string): void {
  const within = {
    OBJECT_TRIGGER: relation.triggers,
    OBJECT_RULE: relation.rules,
    OBJECT_POLICY: relation.policies,
    OBJECT_TABCONSTRAINT: relation.keys,
    OBJECT_COLUMN: relation.columns,
  } as const
  if (!(type in within)) return
  const map = within[type as keyof typeof within] as Map<string, unknown>
  const value = map.get(from)
  if (value !== undefined) {
    map.delete(from)
    map.set(to, value)
  }
  const ofKind = usesOfRenamed[type as keyof typeof usesOfRenamed]
  relation.uses = relation.uses.map((use) =>
    use.place === from && ofKind?.test(use.by) ? { ...use, place: to } : use,
  )
  if (type !== 'OBJECT_COLUMN') return
  for (const [name, key] of relation.keys)
    relation.keys.set(name, { ...key, columns: key.columns.map((one) => (one === from ? to : one)) })
  for (const { ownedBy } of relation.sequences) if (ownedBy?.column === from) ownedBy.column = to
  const grants = relation.columnGrants.get(from)
  if (grants) {
    relation.columnGrants.delete(from)
    relation.columnGrants.set(to, grants)
  }
}

function renameSchema(session: Session, from: string, to: string): void {
  const schema = session.schema(from)
  if (!schema) return
  const { catalogue } = session
  catalogue.schemas.delete(from)
  schema.name = to
  catalogue.schemas.set(to, schema)
  session.touch(schema, 'change')
  for (const relation of catalogue.relations)
    if (relation.schema === from) {
      catalogue.rename(relation, { schema: to })
      session.touch(relation, 'move')
    }
  for (const fn of catalogue.functions) if (fn.schema === from) catalogue.renameFunction(fn, { schema: to })
  catalogue.defaults = catalogue.defaults.map((one) => (one.schema === from ? { ...one, schema: to } : one))
}

/** ALTER … SET SCHEMA: a table takes its sequences along. */
export function setSchema(session: Session, statement: Ast): void {
  const to = word(statement['newschema'])
  const type = word(statement['objectType'])
  if (functions.test(type)) {
    for (const fn of functionsMeant(session, statement['object'])) {
      session.catalogue.renameFunction(fn, { schema: to })
      session.touch(fn, 'change')
    }
    return
  }
  if (!relations.test(type) || !session.schema(to)) return
  const relation = session.relation((statement['relation'] ?? {}) as Ast, {
    missingOk: statement['missing_ok'] === true,
  })
  for (const moved of relation ? [relation, ...relation.sequences] : []) {
    session.catalogue.rename(moved, { schema: to })
    session.touch(moved, 'move')
  }
}

/** DROP of whatever kind. */
export function drop(session: Session, statement: Ast): void {
  const type = word(statement['removeType'])
  const missingOk = statement['missing_ok'] === true
  for (const object of items(statement['objects'])) {
    const parts = names(object)
    if (relations.test(type)) {
      const relation = session.relationNamed(object, { missingOk })
      for (const gone of relation ? session.catalogue.drop(relation) : []) session.touch(gone, 'drop')
    } else if (functions.test(type) || type === 'OBJECT_AGGREGATE') dropFunctions(session, object)
    else if (type === 'OBJECT_SCHEMA') dropSchema(session, names({ List: { items: [object] } })[0] ?? '')
    else if (type === 'OBJECT_INDEX') dropIndex(session, parts.at(-1) ?? '')
    else if (type === 'OBJECT_TYPE' || type === 'OBJECT_DOMAIN') continue
    else dropWithin(session, type, parts, missingOk)
  }
}

function dropFunctions(session: Session, object: unknown): void {
  for (const fn of functionsMeant(session, object, { missingOk: true })) {
    session.catalogue.dropFunction(fn)
    session.touch(fn, 'drop')
    for (const relation of session.catalogue.relations) {
      for (const [name, trigger] of relation.triggers)
        if (trigger.function === fn) relation.triggers.delete(name)
      if (relation.uses.some((use) => use.object === fn))
        relation.uses = relation.uses.filter((use) => use.object !== fn)
    }
  }
}

function dropSchema(session: Session, called: string): void {
  const { catalogue } = session
  const schema = catalogue.schemas.get(called)
  if (!schema) return
  catalogue.schemas.delete(called)
  session.touch(schema, 'drop')
  for (const relation of catalogue.relations)
    if (relation.schema === called) for (const gone of catalogue.drop(relation)) session.touch(gone, 'drop')
  for (const fn of catalogue.functions) if (fn.schema === called) catalogue.dropFunction(fn)
}

function dropWithin(session: Session, type: string, parts: readonly string[], missingOk: boolean): void {
  if (!/^OBJECT_(TRIGGER|RULE|POLICY)$/.test(type)) return
  const relation = session.relation({ relname: parts.at(-2), schemaname: parts.at(-3) }, { missingOk })
  if (!relation) return
  const called = parts.at(-1) ?? ''
  relation.uses = relation.uses.filter(({ by, place }) => !(place === called && /trigger|policy/.test(by)))
  const within = {
    OBJECT_TRIGGER: relation.triggers,
    OBJECT_RULE: relation.rules,
    OBJECT_POLICY: relation.policies,
  }
  within[type as keyof typeof within].delete(called)
  session.touch(relation, 'change')
}
