import type { ClientBase } from 'pg'
import { queryWithin } from '../looking.ts'
import type { FunctionBody, PrivilegeSnapshot, Securable, SqlFunction } from './privilege-snapshot.ts'

/** Languages whose text the grammar reads. Of another, a body that reaches the database cannot be told from one that does not. */
const readable = new Set(['plpgsql', 'sql'])
/** What runs in C asks nothing of SQL but through SPI, which the extensions that have triggers use for what they are told. */
const silent = new Set(['c', 'internal'])

/**
 * Returns what the functions do that a verb of some relation runs as its caller: those of triggers, of defaults, checks,
 * generated columns, indexes, policies and views, and what these call in turn. A text that names no relation, no schema and no
 * function of this database cannot reach one and is left out; where all are such, the grammar is not loaded, which
 * takes 130 MB.
 */
export async function readBodies(
  client: ClientBase,
  snapshot: Omit<PrivilegeSnapshot, 'bodies'>,
  timeoutMs: number,
): Promise<Map<string, FunctionBody>> {
  const bodies = new Map<string, FunctionBody>()
  const functions = new Map(snapshot.functions.map((fn) => [fn.name, fn]))
  let wanted = [
    ...new Set([
      ...snapshot.triggers.map((trigger) => trigger.function),
      ...snapshot.uses.filter((use) => use.kind === 'function').map((use) => use.object),
    ]),
  ]
  if (wanted.length === 0) return bodies
  const meant = namesOf(snapshot)
  while (wanted.length > 0) {
    const asCaller = wanted.flatMap((name) => functions.get(name) ?? []).filter(runsAsCaller)
    for (const fn of asCaller) if (!readable.has(fn.language)) bodies.set(fn.name, unreadable(fn))
    const texts = await textsOf(
      client,
      asCaller.filter((fn) => readable.has(fn.language)),
      timeoutMs,
    )
    const next = new Set<string>()
    for (const { name, text, body } of texts) {
      if (!couldMean(body, meant)) continue
      const { parsedBody } = await import('./function-body.ts')
      const parsed = await parsedBody(text)
      bodies.set(name, parsed)
      for (const call of parsed.calls)
        for (const fn of snapshot.functions)
          if (fn.bareName === call.name && !bodies.has(fn.name)) next.add(fn.name)
    }
    wanted = [...next]
  }
  return bodies
}

function runsAsCaller(fn: SqlFunction): boolean {
  return !fn.definer && !fn.extension && !silent.has(fn.language)
}

function unreadable({ language }: SqlFunction): FunctionBody {
  return {
    relations: [],
    calls: [],
    types: [],
    operators: [],
    atomic: false,
    unread: [`it is written in ${language}`],
  }
}

interface Text {
  readonly name: string
  /** The whole CREATE FUNCTION. */
  readonly text: string
  readonly body: string
}

async function textsOf(
  client: ClientBase,
  functions: readonly SqlFunction[],
  timeoutMs: number,
): Promise<Text[]> {
  if (functions.length === 0) return []
  const names = new Map(functions.map((fn) => [String(fn.oid), fn.name]))
  const { rows } = await queryWithin<{ oid: string; text: string; body: string }>(
    client,
    `SELECT p.oid::pg_catalog.text, pg_catalog.pg_get_functiondef(p.oid) AS text,
            coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc) AS body
       FROM pg_catalog.pg_proc p WHERE p.oid = ANY ($1::pg_catalog.oid[])`,
    { values: [[...names.keys()]], timeoutMs },
  )
  return rows.map(({ oid, text, body }) => ({ name: names.get(oid) ?? oid, text, body }))
}

interface Meant {
  readonly words: ReadonlySet<string>
  readonly operators: readonly string[]
}

/** The names by which the text of a function could mean something of this database. */
function namesOf(snapshot: Omit<PrivilegeSnapshot, 'bodies'>): Meant {
  const { relations, functions, schemas, types, operators } = snapshot
  const words = new Set(relations.map(({ name, schema }) => bare(name.slice(schema.length + 1))))
  for (const { name, system } of schemas) if (!system) words.add(bare(name))
  // What everybody may look for and call can be lacking nowhere.
  const everybodys = new Set(schemas.filter(isEverybodys('USAGE')).map(({ name }) => name))
  const isFound = ({ schema }: { readonly schema: string }) => everybodys.has(schema)
  for (const type of types) if (!isFound(type)) words.add(type.name.toLowerCase())
  for (const fn of functions)
    if (!fn.extension || !isFound(fn) || !isEverybodys('EXECUTE')(fn)) words.add(bare(fn.bareName))
  const executable = new Set(functions.filter(isEverybodys('EXECUTE')).map(({ name }) => name))
  // Of one whose name the system has too, the type of a column says whether it is meant, and has its schema looked for.
  const lacking = operators.filter(
    (operator) => (!operator.likeTheSystems && !isFound(operator)) || !executable.has(operator.function),
  )
  return { words, operators: [...new Set(lacking.map(({ name }) => name))] }
}

const isEverybodys =
  (privilege: string) =>
  ({ entries }: Securable): boolean =>
    entries.some((entry) => entry.grantee === 'PUBLIC' && entry.privilege === privilege)

const bare = (identifier: string) => identifier.replaceAll('"', '').toLowerCase()

/** U&"…" spells an identifier otherwise than it reads; EXECUTE, a call of a sequence and a quoted piece can hold any. */
function couldMean(body: string, { words: names, operators }: Meant): boolean {
  if (/\b(execute|nextval|currval|setval)\b|u&"/i.test(body)) return true
  if (operators.some((operator) => body.includes(operator))) return true
  const quoted = [...body.matchAll(/"((?:[^"]|"")*)"/g)].map(([, name = '']) => bare(name))
  const words = body.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []
  return [...words, ...quoted].some((word) => names.has(word))
}
