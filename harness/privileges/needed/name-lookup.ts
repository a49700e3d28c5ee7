import type { Named, PrivilegeSnapshot, SqlFunction, WrittenName } from '../snapshot/privilege-snapshot.ts'
import { schemasOf, searchPathOf, unquoted } from './search-path.ts'

type Found =
  | { readonly kind: 'found'; readonly name: string; readonly schema: string }
  /** In the system's own schemas, which everybody may read as far as the system lets. */
  | { readonly kind: 'system' }
  | { readonly kind: 'unknown' }

type Operator = PrivilegeSnapshot['operators'][number]

/** Which object a name in the text of a function means, looked up as Postgres does: along the search_path. */
export class NameLookup {
  readonly #relations = new Map<string, { name: string; schema: string }>()
  readonly #functions = new Map<string, SqlFunction[]>()
  /** By the schema's name, of types and of the rows of relations. */
  readonly #types = new Map<string, string>()
  readonly #operators = new Map<string, Operator[]>()
  readonly #ofRole: readonly string[]
  readonly #role: string

  constructor(snapshot: PrivilegeSnapshot) {
    this.#role = unquoted(snapshot.role.name)
    this.#ofRole = searchPathOf(snapshot)
    for (const { schema, name } of snapshot.relations)
      this.#relations.set(keyOf(unquoted(schema), unquoted(name.slice(schema.length + 1))), { name, schema })
    for (const { schema, name } of snapshot.types) this.#types.set(keyOf(unquoted(schema), name), schema)
    for (const operator of snapshot.operators) {
      const key = keyOf(unquoted(operator.schema), operator.name)
      this.#operators.set(key, [...(this.#operators.get(key) ?? []), operator])
    }
    for (const fn of snapshot.functions) {
      const key = keyOf(unquoted(fn.schema), unquoted(fn.bareName))
      this.#functions.set(key, [...(this.#functions.get(key) ?? []), fn])
    }
  }

  /** Its own `SET search_path`, else the session's. */
  pathOf(fn: SqlFunction): readonly string[] {
    return fn.searchPath === undefined ? this.#ofRole : schemasOf(fn.searchPath, this.#role)
  }

  relation({ schema, name }: WrittenName, path: readonly string[]): Found {
    for (const candidate of schema === undefined ? path : [schema]) {
      const found = this.#relations.get(keyOf(candidate, name))
      if (found) return { kind: 'found', ...found }
    }
    const system =
      schema === undefined ? /^(pg_|sql_)/.test(name) : /^(pg_catalog|information_schema)$/.test(schema)
    return system ? { kind: 'system' } : { kind: 'unknown' }
  }

  /** The schema of the first type, or row of a relation, of that name; undefined where it is the system's, or there is none. */
  schemaOfType({ schema, name }: Named, path: readonly string[]): string | undefined {
    return (schema === undefined ? path : [schema])
      .map((one) => this.#types.get(keyOf(one, name)) ?? this.#relations.get(keyOf(one, name))?.schema)
      .find((found) => found !== undefined)
  }

  /** The operators of the first schema that has one of that name; none whose name the system has too. */
  operators({ schema, name }: Named, path: readonly string[]): readonly Operator[] {
    return (
      (schema === undefined ? path : [schema])
        .map((one) => this.#operators.get(keyOf(one, name)))
        .find((found) => found !== undefined) ?? []
    )
  }

  /** The functions of the first schema that has one of that name which takes as many arguments; none of the system's. */
  functions(
    call: WrittenName & { readonly arguments: number },
    path: readonly string[],
  ): readonly SqlFunction[] {
    for (const schema of call.schema === undefined ? path : [call.schema]) {
      const found = (this.#functions.get(keyOf(schema, call.name)) ?? []).filter(
        (fn) =>
          fn.fewestArguments <= call.arguments &&
          call.arguments <= (fn.mostArguments ?? Infinity) &&
          (call.schema !== undefined || !fn.likeTheSystems),
      )
      if (found.length > 0) return found
    }
    return []
  }
}

const keyOf = (schema: string, name: string) => `${schema}\0${name}`
