import { type Ast, items, names, node } from '../ast.ts'
import type { UseEntry } from '../catalogue.ts'
import type { Session } from '../session.ts'
import { storedUses } from './expressions.ts'
import { fieldsOf, typeSchema } from './types.ts'

/** CREATE TYPE, CREATE DOMAIN: where its name is found. */
export function createType(session: Session, list: unknown, constraints: unknown = []): void {
  const parts = names(list)
  const schema = parts.length > 1 ? (parts[0] ?? '') : (session.path[0] ?? 'public')
  const called = parts.at(-1) ?? ''
  session.catalogue.types.add(`${schema}\0${called}`)
  const uses = items(constraints).flatMap((one) => usesOfConstraint(session, called, one))
  if (uses.length > 0) session.catalogue.domains.set(`${schema}\0${called}`, uses)
}

function usesOfConstraint(session: Session, domain: string, one: unknown): UseEntry[] {
  const constraint = node(one, 'Constraint')
  const by = constraint['contype'] === 'CONSTR_DEFAULT' ? 'domain default' : 'domain'
  return storedUses(session, constraint['raw_expr'], { by, place: domain })
}

/** ALTER DOMAIN: what its constraints and its default call, every table with a column of it calls from then on. */
export function alterDomain(session: Session, { typeName, subtype, def }: Ast): void {
  const type = typeSchema(session, { names: typeName })
  if (!type) return
  const isDefault = subtype === 'T'
  const uses = isDefault
    ? storedUses(session, def, { by: 'domain default', place: type.name })
    : usesOfConstraint(session, type.name, def)
  const key = `${type.schema}\0${type.name}`
  const known = session.catalogue.domains.get(key) ?? []
  if (uses.length === 0 && known.length === 0) return
  // Which constraint a DROP takes is not followed: what it called is still asked for.
  const left = isDefault ? known.filter(({ by }) => by !== 'domain default') : known
  session.catalogue.domains.set(key, [...left, ...uses])
  for (const relation of session.catalogue.relations) {
    const has = [...relation.columns.values()].some((column) => isOf(session, column, key))
    if (!has) continue
    relation.uses = [...relation.uses.filter((use) => !known.includes(use) || left.includes(use)), ...uses]
    session.touch(relation, 'change')
  }
}

function isOf(session: Session, column: string, key: string): boolean {
  const type = column === '' ? undefined : typeSchema(session, fieldsOf(JSON.parse(column)))
  return type !== undefined && `${type.schema}\0${type.name}` === key
}
