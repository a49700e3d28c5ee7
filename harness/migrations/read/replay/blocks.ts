import { type Ast, constant, isAst, items, names, node, word } from '../ast.ts'
import {
  asSelect,
  expressionOf,
  type PlaceWithin,
  parsedBlock,
  parsedOf,
  placesWithin,
  queryOf,
  runBy,
  textOf,
} from '../block-statements.ts'
import { quoted } from '../names.ts'
import type { Session } from '../session.ts'
import { bearsOnNothing } from './harmless.ts'

type Replay = (statement: unknown, text: string) => Promise<void>

/** DO: what of a block can be told without running it. Loops, and texts made at run time, cannot. */
export async function replayBlock(
  session: Session,
  statement: Ast,
  text: string,
  replay: Replay,
): Promise<void> {
  const language = items(statement['args'])
    .map((one) => node(one, 'DefElem'))
    .find((one) => one['defname'] === 'language')
  if (language && word(node(language['arg'], 'String')['sval']).toLowerCase() !== 'plpgsql')
    return session.cannot('runs a block in another language than PL/pgSQL')
  const parsed = parsedBlock(text)
  if ('why' in parsed) return session.cannot(`runs a block that the grammar does not read: ${parsed.why}`)
  const { place, guarded } = session
  await new Block(session, replay, placesWithin(statement, text, place)).body([parsed.action])
  Object.assign(session, { place, guarded })
}

/** What a condition comes to: whether it holds, whether only where the role is, and whether only where it is not. */
interface Truth {
  readonly value: boolean
  readonly guards: boolean
  readonly absence?: boolean
}

class Block {
  readonly #session: Session
  readonly #replay: Replay
  readonly #placeOf: PlaceWithin
  #returned = false

  constructor(session: Session, replay: Replay, placeOf: PlaceWithin) {
    this.#session = session
    this.#replay = replay
    this.#placeOf = placeOf
  }

  async body(statements: unknown): Promise<void> {
    for (const one of items(statements)) if (!this.#returned) await this.#statement(one)
  }

  async #statement(one: unknown): Promise<void> {
    const [kind] = Object.keys(isAst(one) ? one : {})
    const fields = node(one, kind ?? '')
    if (kind === undefined) return
    this.#session.place = this.#placeOf(
      fields['lineno'],
      runBy(kind, fields) ?? kind.replace('PLpgSQL_stmt_', '').toUpperCase(),
    )
    if (kind === 'PLpgSQL_stmt_return') {
      this.#returned = true
      return
    }
    if (kind === 'PLpgSQL_stmt_block') return this.#nested(fields)
    if (kind === 'PLpgSQL_stmt_execsql') return this.#run(queryOf(fields['sqlstmt']))
    if (kind === 'PLpgSQL_stmt_perform') return this.#run(asSelect(queryOf(fields['expr'])))
    if (kind === 'PLpgSQL_stmt_assign')
      return this.#run(`SELECT ${queryOf(fields['expr']).replace(/^[^=]*?:?=/, '')}`)
    if (kind === 'PLpgSQL_stmt_dynexecute') return this.#execute(queryOf(fields['query']))
    if (kind === 'PLpgSQL_stmt_if') return this.#if(fields)
    if (!this.#isInert(one))
      this.#session.cannot(
        `runs a ${kind.replace('PLpgSQL_stmt_', '')} in a block, whose course only a server knows`,
      )
  }

  /** With a handler for it, a role or a table that is not there ends the block and nothing else. */
  async #nested(fields: Ast): Promise<void> {
    const before = this.#session.guarded
    if (/"condname":"(?:undefined_object|others)"/.test(JSON.stringify(fields['exceptions'] ?? '')))
      this.#session.guarded = true
    await this.body(fields['body'])
    this.#session.guarded = before
  }

  /** Of the first condition that holds the body; of one that only a server knows nothing, where it is all the same. */
  async #if({ cond, then_body: then, elsif_list: others, else_body: otherwise }: Ast): Promise<void> {
    const elsifs = items(others).map((one) => node(one, 'PLpgSQL_if_elsif'))
    const branches = [
      { cond, stmts: then },
      ...elsifs.map((one) => ({ cond: one['cond'], stmts: one['stmts'] })),
    ]
    for (const [at, branch] of branches.entries()) {
      const holds = this.#holds(queryOf(branch.cond))
      if (holds === undefined) {
        const open = [...branches.slice(at).map(({ stmts }) => stmts), otherwise]
        if (!this.#isInert(open))
          this.#session.cannot('runs a part of a block on a condition that only a server knows')
        return
      }
      if (holds.value) return this.#guarded(holds.guards, branch.stmts)
      // Where the role is not, what comes after does not run.
      if (holds.absence && returns(branch.stmts)) this.#session.guarded = true
    }
    await this.body(otherwise)
  }

  async #guarded(guards: boolean, statements: unknown): Promise<void> {
    const before = this.#session.guarded
    this.#session.guarded ||= guards
    await this.body(statements)
    this.#session.guarded = before
  }

  /** Whether nothing in a tree bears on privileges, however often it runs. */
  #isInert(tree: unknown): boolean {
    if (Array.isArray(tree)) return tree.every((one) => this.#isInert(one))
    if (!isAst(tree)) return true
    return Object.entries(tree).every(([kind, fields]) => {
      if (/^PLpgSQL_stmt_(rollback|return)$/.test(kind)) return false
      if (kind === 'PLpgSQL_expr') return this.#isHarmless(queryOf({ [kind]: fields }))
      if (!/^PLpgSQL_stmt_dyn(execute|fors)$/.test(kind)) return this.#isInert(fields)
      const { query, ...rest } = isAst(fields) ? fields : {}
      const text = textOf(queryOf(query))
      return text !== undefined && this.#isHarmless(text) && this.#isInert(rest)
    })
  }

  #isHarmless(query: string): boolean {
    const written = asSelect(query)
    const parsed = parsedOf(written) ?? parsedOf(`SELECT ${written.replace(/^[^=]*?:?=/, '')}`)
    return parsed?.every((one) => bearsOnNothing(this.#session, one)) ?? false
  }

  async #execute(query: string): Promise<void> {
    const text = textOf(query)
    if (text === undefined) return this.#session.cannot('executes a text that is made at run time')
    await this.#run(text)
  }

  async #run(text: string): Promise<void> {
    const parsed = parsedOf(text)
    if (!parsed)
      return this.#session.cannot('runs a statement of a block that the grammar does not read by itself')
    for (const one of parsed) await this.#replay(one, text)
  }

  #holds(query: string): Truth | undefined {
    return this.#truth(expressionOf(query))
  }

  #truth(tree: unknown): Truth | undefined {
    const bool = node(tree, 'BoolExpr')
    if (bool['boolop'] !== undefined) {
      const parts = items(bool['args']).map((one) => this.#truth(one))
      if (parts.some((part) => part === undefined)) return undefined
      const known = parts.flatMap((part) => part ?? [])
      const guards = known.some((part) => part.guards)
      if (bool['boolop'] === 'NOT_EXPR')
        return { value: !known[0]?.value, guards: known[0]?.absence ?? false, absence: guards }
      if (bool['boolop'] === 'AND_EXPR') return { value: known.every(({ value }) => value), guards }
      return { value: known.some(({ value }) => value), guards: false }
    }
    const test = node(tree, 'NullTest')
    if (test['arg'] !== undefined) {
      const there = this.#isThere(test['arg'])
      if (there === undefined) return undefined
      const isThere = test['nulltesttype'] === 'IS_NOT_NULL'
      const ofRole = names(node(test['arg'], 'FuncCall')['funcname']).at(-1) === 'to_regrole'
      return { value: there === isThere, guards: ofRole && isThere, absence: ofRole && !isThere }
    }
    const link = node(tree, 'SubLink')
    return link['subLinkType'] === 'EXISTS_SUBLINK' ? this.#exists(link['subselect']) : undefined
  }

  /** to_regclass('orders'), to_regrole('app_role'). */
  #isThere(tree: unknown): boolean | undefined {
    const call = node(tree, 'FuncCall')
    const called = names(call['funcname']).at(-1)
    const text = constant(items(call['args'])[0])
    if (text === undefined) return undefined
    if (called === 'to_regrole') return quoted(text) === this.#session.role ? true : undefined
    if (called !== 'to_regclass') return undefined
    const parts = text.split('.').map((part) => part.replaceAll('"', ''))
    return this.#session.find(parts.length > 1 ? parts[0] : undefined, parts.at(-1) ?? '') !== undefined
  }

  /** EXISTS over the catalogue's list of roles or of relations, by name. */
  #exists(subselect: unknown): Truth | undefined {
    const select = node(subselect, 'SelectStmt')
    const [from] = items(select['fromClause'])
    const about = word(node(from, 'RangeVar')['relname'])
    const equals = equalitiesIn(select['whereClause'])
    if (!equals) return undefined
    const role = equals.get('rolname') ?? equals.get('usename') ?? equals.get('groname')
    if (/^pg_(roles|user|authid|group)$/.test(about) && equals.size === 1 && role !== undefined)
      return quoted(role) === this.#session.role ? { value: true, guards: true } : undefined
    const there = this.#isCatalogued(about, equals)
    return there === undefined ? undefined : { value: there, guards: false }
  }

  /** Whether the catalogue lists a relation, a column or a schema by a name; undefined where more is asked of it. */
  #isCatalogued(list: string, equals: ReadonlyMap<string, string>): boolean | undefined {
    const one = (...columns: readonly string[]) =>
      columns.map((column) => equals.get(column)).find((value) => value !== undefined)
    const called = one('tablename', 'table_name', 'relname', 'viewname', 'matviewname')
    const column = one('column_name')
    const schema = one('schemaname', 'table_schema', 'schema_name', 'nspname')
    const asked = [...equals.keys()].filter(
      (key) => !/^(relkind|table_catalog|catalog_name)$/.test(key),
    ).length
    const told = [called, column, schema].filter((value) => value !== undefined).length
    if (asked !== told) return undefined
    if (/^(schemata|pg_namespace)$/.test(list) && called === undefined && schema !== undefined)
      return this.#session.catalogue.schemas.has(schema)
    if (called === undefined) return undefined
    const relation = this.#session.find(schema, called)
    // The columns of a view and of CREATE TABLE AS are not followed.
    if (list === 'columns' && column !== undefined)
      return relation?.columns.size === 0 ? undefined : (relation?.columns.has(column) ?? false)
    if (!/^(pg_tables|tables|pg_class|pg_views|views|pg_matviews)$/.test(list) || column !== undefined)
      return undefined
    return relation !== undefined
  }
}

/** Whether a branch ends the block. */
function returns(statements: unknown): boolean {
  const last = items(statements).at(-1)
  return isAst(last) && 'PLpgSQL_stmt_return' in last
}

/** The columns that a condition compares with constants, where it does nothing else. */
function equalitiesIn(tree: unknown): Map<string, string> | undefined {
  const bool = node(tree, 'BoolExpr')
  if (bool['boolop'] === 'AND_EXPR') {
    const all = new Map<string, string>()
    for (const one of items(bool['args'])) {
      const some = equalitiesIn(one)
      if (!some) return undefined
      for (const [key, value] of some) all.set(key, value)
    }
    return all
  }
  const expression = node(tree, 'A_Expr')
  if (names(expression['name'])[0] !== '=') return undefined
  const column = names(node(expression['lexpr'], 'ColumnRef')['fields']).at(-1)
  const value = constant(expression['rexpr'])
  return column === undefined || value === undefined ? undefined : new Map([[column, value]])
}
