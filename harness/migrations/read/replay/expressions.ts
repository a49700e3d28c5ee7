import type { Use } from '../../../privileges/snapshot/privilege-snapshot.ts'
import { StatementReader } from '../../../privileges/snapshot/statement-reader.ts'
import { FunctionEntry, RelationEntry, type UseEntry } from '../catalogue.ts'
import type { Session } from '../session.ts'

/** What an expression or a statement reads, writes and calls, of what the migrations have made. */
export interface Uses {
  readonly relations: readonly { readonly relation: RelationEntry; readonly privilege: string }[]
  readonly functions: readonly FunctionEntry[]
  /** Names of functions that neither the migrations made nor, by their schema, the system. */
  readonly foreign: readonly string[]
}

/** Returns what a tree of the grammar uses. A relation that is not there is said, but where `missingOk`. */
export function usesIn(session: Session, tree: unknown, { missingOk = true } = {}): Uses {
  const reader = new StatementReader()
  reader.read(tree)
  const relations = reader.relations.flatMap(({ schema, name, privilege }) => {
    const relation = session.relation({ schemaname: schema, relname: name }, { missingOk })
    return relation ? [{ relation, privilege }] : []
  })
  const foreign: string[] = []
  const functions = reader.calls.flatMap(({ schema, name, arguments: given }) => {
    const found = (schema === undefined ? session.path : [schema]).flatMap((one) =>
      session.catalogue
        .functionsNamed(one, name)
        .filter((fn) => fn.fewestArguments <= given && given <= (fn.mostArguments ?? Infinity)),
    )
    if (found.length === 0 && schema !== undefined && !session.isForeign(schema, name))
      foreign.push(`${schema}.${name}`)
    return found.slice(0, 1)
  })
  return { relations, functions, foreign }
}

/** What a stored expression of a relation uses, as the audit knows it. */
export function storedUses(
  session: Session,
  tree: unknown,
  { by, place, command }: { by: Use['by']; place: string; command?: string },
): UseEntry[] {
  const { relations, functions } = usesIn(session, tree)
  const held = { by, place, command }
  return [
    ...relations.map(({ relation }) => ({ ...held, object: relation })),
    ...functions.map((fn) => ({ ...held, object: fn })),
  ]
}
