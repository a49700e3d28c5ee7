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

  /**
   * The operators that may be meant, told apart by their operands as far as the types of columns tell: of the schema that is named, or
   * of the first that has one of that name; where the system has one of that name too, those along the path that take one of these types.
   */
  operators(
    { schema, name }: Named,
    path: readonly string[],
    typesInPlay: ReadonlySet<number>,
  ): readonly Operator[] {
    const mayTake = (type: number): boolean => type < firstOwnOid || typesInPlay.has(type)
    const found = (schema === undefined ? path : [schema]).map(
      (one) => this.#operators.get(keyOf(one, name)) ?? [],
    )
    if (schema !== undefined) {
      const able = found.flat().filter(({ operands }) => operands.every(mayTake))
      // A variable may have a type that no column has.
      return able.length > 0 ? able : found.flat()
    }
    const first = found.find((operators) => operators.length > 0) ?? []
    return first.some(({ likeTheSystems }) => likeTheSystems)
      ? found
          .flat()
          .filter(({ operands }) => operands.every(mayTake) && operands.some((type) => typesInPlay.has(type)))
      : first
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

/** Of what is below it initdb made all (access/transam.h, FirstNormalObjectId). */
const firstOwnOid = 16_384

const keyOf = (schema: string, name: string) => `${schema}\0${name}`
