import { parse, parsePlPgSQL } from 'libpg-query'
import type { FunctionBody, Named } from './privilege-snapshot.ts'
import { StatementReader } from './statement-reader.ts'

/**
 * Returns what a function in PL/pgSQL or SQL does, read with Postgres's own grammar (libpg-query, PostgreSQL 18's) from
 * its CREATE FUNCTION. What is only put together at run time, and whatever else the grammar does not tell, is `unread`.
 */
export async function parsedBody(createFunction: string): Promise<FunctionBody> {
  const reader = new StatementReader()
  let atomic = false
  try {
    const { stmts = [] } = await parse(createFunction)
    const statement = objectIn(objectIn(stmts[0])?.['stmt'])?.['CreateFunctionStmt']
    const created = objectIn(statement)
    atomic = created?.['sql_body'] !== undefined
    if (atomic) reader.read(created?.['sql_body'])
    else if (languageOf(created) === 'sql') reader.read(await parse(textOf(created)))
    else await readPlPgSql(createFunction, reader)
  } catch (error) {
    reader.unread.add(
      `the grammar does not read it: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  return {
    relations: distinct(reader.relations),
    calls: distinct(reader.calls),
    types: distinct(reader.types),
    operators: distinct(reader.operators),
    atomic,
    unread: [...reader.unread],
  }
}

async function readPlPgSql(createFunction: string, reader: StatementReader): Promise<void> {
  // The parser has no catalogue, and takes the fields of a row that it does not know for unknown variables.
  const rows = /((?:"(?:[^"]|"")+"|[\w$])+(?:\.(?:"(?:[^"]|"")+"|[\w$])+)*)\s*%\s*rowtype\b/gi
  for (const [, relation = ''] of createFunction.matchAll(rows)) reader.declared(relation)
  const parsed = await parsePlPgSQL(createFunction.replaceAll(rows, 'record'))
  for (const type of typesIn(parsed)) reader.declared(type)
  for (const { query, parseMode, dynamic } of expressionsIn(parsed)) {
    const tree = await parse(asStatement(query, parseMode))
    if (!dynamic) reader.read(tree)
    else {
      const constant = constantText(tree)
      if (constant === undefined) reader.unread.add('it executes a text that is made at run time')
      else reader.read(await parse(constant))
    }
  }
}

interface Expression {
  readonly query: string
  /** RawParseMode of parser.h: 0 a statement, 2 an expression, 3 to 5 an assignment. */
  readonly parseMode: number
  /** It yields the text of a statement. */
  readonly dynamic: boolean
}

/** What holds the text of a statement, by the node it is in (plpgsql.h). */
const dynamicIn: Readonly<Record<string, string>> = {
  PLpgSQL_stmt_dynexecute: 'query',
  PLpgSQL_stmt_dynfors: 'query',
  PLpgSQL_stmt_return_query: 'dynquery',
  PLpgSQL_stmt_open: 'dynquery',
}

function expressionsIn(tree: unknown, dynamic = false): Expression[] {
  if (Array.isArray(tree)) return tree.flatMap((item) => expressionsIn(item))
  const node = objectIn(tree)
  if (!node) return []
  return Object.entries(node).flatMap(([kind, value]) => {
    const inner = objectIn(value)
    if (kind === 'PLpgSQL_expr' && typeof inner?.['query'] === 'string')
      return [{ query: inner['query'], parseMode: Number(inner['parseMode'] ?? 0), dynamic }]
    const place = dynamicIn[kind]
    if (!place || !inner) return expressionsIn(value)
    const { [place]: query, ...rest } = inner
    return [...expressionsIn(query, true), ...expressionsIn(rest)]
  })
}

/** The types of the variables it declares. */
function typesIn(tree: unknown): string[] {
  if (Array.isArray(tree)) return tree.flatMap(typesIn)
  return Object.entries(objectIn(tree) ?? {}).flatMap(([kind, value]) => {
    if (kind !== 'PLpgSQL_type') return typesIn(value)
    const type = objectIn(value)?.['typname']
    return typeof type === 'string' ? [type] : []
  })
}

function asStatement(query: string, parseMode: number): string {
  if (parseMode === 0) return query
  if (parseMode === 2) return `SELECT ${query}`
  return `SELECT ${query.replace(/^[^=]*?:?=/, '')}`
}

/** The text of `SELECT 'constant'`. */
function constantText(tree: unknown): string | undefined {
  const found = JSON.stringify(tree).match(
    /"targetList":\[\{"ResTarget":\{"val":\{"A_Const":\{"sval":\{"sval":("(?:[^"\\]|\\.)*")\}/,
  )
  return found?.[1] === undefined ? undefined : String(JSON.parse(found[1]))
}

function languageOf(created: Record<string, unknown> | undefined): string {
  return optionOf(created, 'language')
}

function textOf(created: Record<string, unknown> | undefined): string {
  return optionOf(created, 'as')
}

function optionOf(created: Record<string, unknown> | undefined, name: string): string {
  const options = Array.isArray(created?.['options']) ? created['options'] : []
  const option = options
    .map((o: unknown) => objectIn(objectIn(o)?.['DefElem']))
    .find((o) => o?.['defname'] === name)
  return (
    /"sval":("(?:[^"\\]|\\.)*")/
      .exec(JSON.stringify(option?.['arg'] ?? ''))
      ?.slice(1)
      .map((text) => String(JSON.parse(text)))[0] ?? ''
  )
}

function objectIn(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

function distinct<T extends Named>(names: readonly T[]): T[] {
  return [...new Map(names.map((name) => [JSON.stringify(name), name])).values()]
}
