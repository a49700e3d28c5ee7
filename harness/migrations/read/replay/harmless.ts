import { type Ast, items, kindOf, node, word } from '../ast.ts'
import type { RelationEntry } from '../catalogue.ts'
import type { Session } from '../session.ts'
import { usesIn } from './expressions.ts'

const harmless =
  /^(Select|Insert|Update|Delete|Merge|Comment|Index|CreateRole|CreateEnum|CreateDomain|CompositeType|AlterEnum|CreateExtension|Truncate|Analyze|Vacuum|Reindex|Lock|Explain|Notify)(Stmt)?$/

/** Commands of ALTER TABLE that leave alone who may do what, and what leads where. */
const alterations =
  /^AT_(AddColumn|AlterColumnType|ColumnDefault|SetNotNull|DropNotNull|SetStatistics|SetStorage|ValidateConstraint|DropConstraint|AddIndex|ClusterOn|ReplicaIdentity)$/

/** Whether a statement bears on no privilege, whether it runs or not: what it calls of the migrations' own is looked at too. */
export function bearsOnNothing(session: Session, statement: unknown): boolean {
  const [kind, fields] = kindOf(statement)
  if (isTemporary(fields)) return true
  if (kind === 'AlterTableStmt') {
    const relation = session.relation((fields['relation'] ?? {}) as Ast, { missingOk: true })
    return items(fields['cmds']).every((one) => isHarmless(relation, node(one, 'AlterTableCmd')))
  }
  if (kind === 'RenameStmt') return /^OBJECT_(TABCONSTRAINT|INDEX)$/.test(word(fields['renameType']))
  if (kind === 'DropStmt') return /^OBJECT_(INDEX|TYPE)$/.test(word(fields['removeType']))
  if (!harmless.test(kind) || fields['intoClause'] !== undefined) return false
  return usesIn(session, fields).functions.every(({ body }) => (body?.unread ?? []).length === 0)
}

function isTemporary(fields: Ast): boolean {
  const { relation, into } = fields
  const made = (into as Ast | undefined)?.['rel'] ?? relation
  return (made as Ast | undefined)?.['relpersistence'] === 't'
}

function isHarmless(relation: RelationEntry | undefined, command: Ast): boolean {
  if (relation?.keys.has(word(command['name']))) return false
  if (command['subtype'] !== 'AT_AddConstraint') {
    const text = JSON.stringify(command['def'] ?? '')
    return (
      alterations.test(word(command['subtype'])) &&
      !/serial|CONSTR_IDENTITY|CONSTR_FOREIGN|nextval/.test(text)
    )
  }
  const { contype, fk_del_action: onDelete, fk_upd_action: onUpdate } = node(command['def'], 'Constraint')
  return contype !== 'CONSTR_IDENTITY' && !/[cnd]/.test(`${word(onDelete)}${word(onUpdate)}`)
}
