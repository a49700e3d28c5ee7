import { parsePlPgSQLSync, parseSync } from 'libpg-query'
import { inSql } from '../../postgres/in-sql.ts'
import type { Place } from '../migration.ts'
import { database, owner } from '../this-database.ts'
import { type Ast, constant, isAst, items, kindOf, names, node, option, word } from './ast.ts'
import { quoted } from './names.ts'
import { type Statement, shortened } from './statements.ts'

/** A DO block's parsed body; or why the grammar does not read it. */
export function parsedBlock(text: string): { readonly action: unknown } | { readonly why: string } {
  try {
    const [fn] = items((parsePlPgSQLSync(text) as Ast)['plpgsql_funcs'])
    return { action: node(fn, 'PLpgSQL_function')['action'] }
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) }
  }
}

/** Where a statement of a block stands, by its `lineno`; `text` is what it runs. */
export type PlaceWithin = (lineno: unknown, text: string) => Place

/**
 * Returns where the statements of a DO block stand by the grammar's `lineno`, which counts from the quote that opens the body.
 * A body that is written otherwise than it reads, with doubled quotes, has no lines of its own: that is said.
 */
export function placesWithin(statement: Ast, text: string, block: Place): PlaceWithin {
  const body = word(node(option(statement['args'], 'as')?.['arg'], 'String')['sval'])
  const at = body === '' ? -1 : text.indexOf(body)
  const first = block.line + text.slice(0, Math.max(at, 0)).split('\n').length - 1
  return (lineno, run) =>
    at < 0 || typeof lineno !== 'number'
      ? somewhereIn(block, run)
      : { ...block, line: first + lineno - 1, statement: shortened(run) }
}

/** The place of what a block does, where its line is not known. */
export function somewhereIn(block: Place, run = ''): Place {
  const what = run === '' ? '' : `: ${shortened(run)}`
  return { ...block, statement: `in the DO block that begins at line ${block.line}${what}` }
}

/** What stands in the place of the tree of an EXECUTE, whose text only a server knows. */
export const executed = 'DynamicExecute'

/** A statement of a migration, or of a block of it, and then where the block stands. */
export type PlacedStatement = Statement & { readonly block?: Place }

/**
 * The statements of a migration with those of its DO blocks in the place of the blocks, each where it stands; a block whose
 * body is not read stays as it is.
 */
export function withBlocks(statements: readonly Statement[]): PlacedStatement[] {
  return statements.flatMap((one) => statementsOfBlock(one) ?? [one])
}

function statementsOfBlock({ tree, text, place }: Statement): PlacedStatement[] | undefined {
  const [kind, fields] = kindOf(tree)
  if (kind !== 'DoStmt') return undefined
  const parsed = parsedBlock(text)
  if ('why' in parsed) return undefined
  const placeOf = placesWithin(fields, text, place)
  const found: PlacedStatement[] = []
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) walk(one)
    if (!isAst(value)) return
    for (const [called, inner] of Object.entries(value)) {
      const of = isAst(inner) ? inner : {}
      const query = runBy(called, of)
      if (query !== undefined) {
        const run = called === 'PLpgSQL_stmt_dynexecute' ? textOf(query) : query
        for (const one of treesOf(run))
          found.push({ tree: one, text: run ?? query, place: placeOf(of['lineno'], query), block: place })
      }
      walk(inner)
    }
  }
  walk(parsed.action)
  return found
}

/** The query that a statement of PL/pgSQL runs, as it stands; undefined where it runs none by itself. */
export function runBy(kind: string, fields: Ast): string | undefined {
  if (kind === 'PLpgSQL_stmt_execsql') return queryOf(fields['sqlstmt'])
  if (/^PLpgSQL_stmt_(perform|call)$/.test(kind)) return asSelect(queryOf(fields['expr']))
  return kind === 'PLpgSQL_stmt_dynexecute' ? queryOf(fields['query']) : undefined
}

const treesOf = (text: string | undefined): unknown[] =>
  (text === undefined ? undefined : parsedOf(text)) ?? [{ [executed]: {} }]

/** PERFORM as what it does. */
export const asSelect = (query: string): string => query.replace(/^\s*PERFORM\b/i, 'SELECT')

export function queryOf(expression: unknown): string {
  return word(node(expression, 'PLpgSQL_expr')['query'])
}

/** The statements of a text; undefined where the grammar does not read it. */
export function parsedOf(text: string): unknown[] | undefined {
  try {
    return (parseSync(text).stmts ?? []).map(({ stmt }) => stmt)
  } catch {
    return undefined
  }
}

export function expressionOf(query: string): unknown {
  const [select] = parsedOf(`SELECT ${query}`) ?? []
  const [target] = items(node(select, 'SelectStmt')['targetList'])
  return node(target, 'ResTarget')['val']
}

/**
 * The text of an expression that is a constant, or format() of constants, or those put together; what the database and its owner
 * are called is constant too.
 */
export function textOf(query: string): string | undefined {
  return valueOf(expressionOf(query))
}

function valueOf(tree: unknown): string | undefined {
  const text = constant(tree) ?? nameOfOurs(tree)
  if (text !== undefined) return text
  const expression = node(tree, 'A_Expr')
  if (names(expression['name'])[0] === '||') {
    const [left, right] = [valueOf(expression['lexpr']), valueOf(expression['rexpr'])]
    return left === undefined || right === undefined ? undefined : left + right
  }
  const call = node(tree, 'FuncCall')
  const called = names(call['funcname']).at(-1)
  const given = items(call['args']).map((one) => valueOf(one))
  if (called === 'quote_ident' && given[0] !== undefined) return quoted(given[0])
  if (called !== 'format' || given.some((one) => one === undefined)) return undefined
  const [pattern = '', ...values] = given as string[]
  if (/%\d/.test(pattern)) return undefined
  let at = 0
  return pattern.replaceAll(/%([sIL%])/g, (_whole, kind: string) => {
    if (kind === '%') return '%'
    const value = values[at++] ?? ''
    if (kind === 'I') return quoted(value)
    return kind === 'L' ? inSql(value) : value
  })
}

/** current_database() and current_user, which have another value on each database and mean the same on all. */
function nameOfOurs(tree: unknown): string | undefined {
  const { op } = node(tree, 'SQLValueFunction')
  if (/^SVFOP_(CURRENT_USER|CURRENT_ROLE|SESSION_USER|USER)$/.test(word(op))) return owner
  const called = names(node(tree, 'FuncCall')['funcname']).at(-1)
  return called === 'current_database' || word(op) === 'SVFOP_CURRENT_CATALOG' ? database : undefined
}
