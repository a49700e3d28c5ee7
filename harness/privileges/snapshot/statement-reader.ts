import { identifiersIn } from './identifiers.ts'
import type { Named, WrittenName } from './privilege-snapshot.ts'

type Tree = Readonly<Record<string, unknown>>

/** Statements that name no relation of theirs, or only end or begin something. */
const inert = new Set([
  'TransactionStmt',
  'VariableSetStmt',
  'VariableShowStmt',
  'NotifyStmt',
  'ListenStmt',
  'UnlistenStmt',
  'CheckPointStmt',
])

/**
 * Collects, from the trees of the grammar, which relations are read and written and which functions are called. The
 * privileges are those that Postgres asks (PostgreSQL documentation, GRANT): UPDATE and DELETE ask SELECT too where they
 * read what is there.
 */
export class StatementReader {
  readonly relations: WrittenName[] = []
  readonly calls: (WrittenName & { readonly arguments: number })[] = []
  readonly types: Named[] = []
  readonly operators: Named[] = []
  readonly unread = new Set<string>()

  read(tree: unknown, inScope: ReadonlySet<string> = new Set()): void {
    if (Array.isArray(tree)) for (const item of tree) this.read(item, inScope)
    if (!isTree(tree)) return
    for (const [kind, value] of Object.entries(tree)) this.#node(kind, value, inScope)
  }

  #node(kind: string, value: unknown, inScope: ReadonlySet<string>): void {
    if (!isTree(value)) return this.read(value, inScope)
    const scope = withQueries(value, inScope)
    if (kind === 'RangeVar') return this.#relation(value, 'SELECT', scope)
    if (kind === 'FuncCall' || kind === 'funccall') this.#call(value)
    if (kind === 'A_Expr') this.operators.push(...asNamed(namesIn(value['name'])))
    if (kind === 'typeName' || kind === 'TypeName') this.types.push(...asNamed(namesIn(value['names'])))
    if (kind === 'InsertStmt') return this.#insert(value, scope)
    if (kind === 'UpdateStmt' || kind === 'DeleteStmt') return this.#change(kind, value, scope)
    if (kind === 'MergeStmt') return this.#merge(value, scope)
    if (value['lockingClause'] !== undefined) this.#locked(value, scope)
    if (kind === 'TruncateStmt') {
      for (const relation of listIn(value['relations'])) this.#target(relation, ['TRUNCATE'], scope)
      return
    }
    // A field of a node is in lower case, as `selectStmt` of InsertStmt: only a node can be another statement.
    if (/^[A-Z]\w*Stmt$/.test(kind) && !known.has(kind)) {
      if (!inert.has(kind)) this.unread.add(`it runs a ${kind.replace('Stmt', '')} statement`)
      return
    }
    this.read(value, scope)
  }

  #insert({ relation, onConflictClause, ...rest }: Tree, scope: ReadonlySet<string>): void {
    const conflict = isTree(onConflictClause) ? onConflictClause : undefined
    const updates = conflict?.['action'] === 'ONCONFLICT_UPDATE'
    const reads =
      rest['returningList'] !== undefined ||
      rest['returningClause'] !== undefined ||
      updates ||
      conflict?.['infer'] !== undefined
    this.#target(relation, ['INSERT', ...(updates ? ['UPDATE'] : []), ...(reads ? ['SELECT'] : [])], scope)
    this.read(conflict, scope)
    this.read(rest, scope)
  }

  #change(kind: 'UpdateStmt' | 'DeleteStmt', { relation, ...rest }: Tree, scope: ReadonlySet<string>): void {
    const reads = ['whereClause', 'returningList', 'returningClause', 'fromClause', 'usingClause'].some(
      (part) => rest[part] !== undefined,
    )
    const verb = kind === 'UpdateStmt' ? 'UPDATE' : 'DELETE'
    this.#target(relation, [verb, ...(reads || readsColumns(rest['targetList']) ? ['SELECT'] : [])], scope)
    this.read(rest, scope)
  }

  #merge({ relation, mergeWhenClauses, ...rest }: Tree, scope: ReadonlySet<string>): void {
    const actions = JSON.stringify(mergeWhenClauses ?? '')
    const verbs = ['INSERT', 'UPDATE', 'DELETE'].filter((verb) => actions.includes(`"CMD_${verb}"`))
    this.#target(relation, ['SELECT', ...verbs], scope)
    this.read(mergeWhenClauses, scope)
    this.read(rest, scope)
  }

  /** SELECT … FOR UPDATE and its weaker forms ask UPDATE. */
  #locked({ fromClause }: Tree, scope: ReadonlySet<string>): void {
    for (const item of listIn(fromClause))
      this.#target(isTree(item) ? item['RangeVar'] : undefined, ['UPDATE'], scope)
  }

  #target(relation: unknown, privileges: readonly string[], scope: ReadonlySet<string>): void {
    const named = isTree(relation) && isTree(relation['RangeVar']) ? relation['RangeVar'] : relation
    if (isTree(named)) for (const privilege of privileges) this.#relation(named, privilege, scope)
  }

  #relation(range: Tree, privilege: string, scope: ReadonlySet<string>): void {
    const { relname, schemaname } = range
    if (typeof relname !== 'string') return
    const schema = typeof schemaname === 'string' ? schemaname : undefined
    if (schema === undefined && scope.has(relname)) return
    this.relations.push({ schema, name: relname, privilege })
  }

  /** The type of a variable, as it is declared: `moods.mood[]`, `archive.rows%ROWTYPE`, `archive.rows.id%TYPE`. */
  declared(type: string): void {
    const names = identifiersIn(type)
    // A column is named with its table: `rows.id%TYPE` has no schema.
    this.types.push(...asNamed(/%type\s*$/i.test(type) ? names.slice(0, -1) : names))
  }

  #sequence(fn: string, named: unknown, privilege: string): void {
    const [name, schema] = identifiersIn(constantIn(named) ?? '').toReversed()
    if (name === undefined) this.unread.add(`it calls ${fn} on a sequence that is named at run time`)
    else this.relations.push({ schema, name, privilege })
  }

  #call(call: Tree): void {
    const names = namesIn(call['funcname'])
    const name = names.at(-1)
    if (name === undefined) return
    const privilege = names.length === 1 || names[0] === 'pg_catalog' ? onSequence[name] : undefined
    if (privilege !== undefined) this.#sequence(name, listIn(call['args'])[0], privilege)
    this.calls.push({
      schema: names.length > 1 ? names[0] : undefined,
      name,
      privilege: 'EXECUTE',
      arguments: listIn(call['args']).length,
    })
  }
}

/** What the system's functions ask of the sequence they are given (PostgreSQL documentation, Sequence Manipulation Functions). */
const onSequence: Readonly<Record<string, string>> = { nextval: 'USAGE', currval: 'USAGE', setval: 'UPDATE' }

/** Of a constant, or of one that is cast: `'archive.numbers'::regclass`. */
function constantIn(tree: unknown): string | undefined {
  if (!isTree(tree)) return undefined
  if (isTree(tree['TypeCast'])) return constantIn(tree['TypeCast']['arg'])
  const constant = tree['A_Const']
  return isTree(constant) && isTree(constant['sval']) ? String(constant['sval']['sval']) : undefined
}

function asNamed(names: readonly string[]): Named[] {
  const name = names.at(-1)
  return name === undefined ? [] : [{ schema: names.length > 1 ? names[0] : undefined, name }]
}

function namesIn(value: unknown): string[] {
  return listIn(value).flatMap((part) =>
    isTree(part) && isTree(part['String']) ? [String(part['String']['sval'])] : [],
  )
}

/** Whether an expression reads a column, other than of the row a trigger is given. */
function readsColumns(tree: unknown): boolean {
  const first = JSON.stringify(tree ?? '').matchAll(/"ColumnRef":\{"fields":\[\{"String":\{"sval":"([^"]*)"/g)
  return [...first].some(([, name]) => name !== 'new' && name !== 'old')
}

const known = new Set(['RawStmt', 'SelectStmt', 'ReturnStmt', 'CallStmt'])

/** The names that WITH gives, which are no relations within the statement. */
function withQueries(statement: Tree, inScope: ReadonlySet<string>): ReadonlySet<string> {
  const clause = statement['withClause']
  if (!isTree(clause)) return inScope
  const names = listIn(clause['ctes']).flatMap((cte) =>
    isTree(cte) && isTree(cte['CommonTableExpr']) ? [String(cte['CommonTableExpr']['ctename'])] : [],
  )
  return new Set([...inScope, ...names])
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
