import type { PrivilegeSnapshot, SqlFunction, WrittenName } from '../snapshot/privilege-snapshot.ts'
import { schemasOf, searchPathOf, unquoted } from './search-path.ts'

type Found =
  | { readonly kind: 'found'; readonly name: string; readonly schema: string }
  /** In the system's own schemas, which everybody may read as far as the system lets. */
  | { readonly kind: 'system' }
  | { readonly kind: 'unknown' }

/** Which object a name in the text of a function means, looked up as Postgres does: along the search_path. */
export class NameLookup {
  readonly #relations = new Map<string, { name: string; schema: string }>()
  readonly #functions = new Map<string, SqlFunction[]>()
  readonly #ofRole: readonly string[]
  readonly #role: string

  constructor(snapshot: PrivilegeSnapshot) {
    this.#role = unquoted(snapshot.role.name)
    this.#ofRole = searchPathOf(snapshot)
    for (const { schema, name } of snapshot.relations)
      this.#relations.set(keyOf(unquoted(schema), unquoted(name.slice(schema.length + 1))), { name, schema })
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

  /** The functions of the first schema that has one of that name which takes as many arguments; none of the system's. */
  functions(
    call: WrittenName & { readonly arguments: number },
    path: readonly string[],
  ): readonly SqlFunction[] {
    for (const schema of call.schema === undefined ? path : [call.schema]) {
      const found = (this.#functions.get(keyOf(schema, call.name)) ?? []).filter(
        (fn) => fn.fewestArguments <= call.arguments && call.arguments <= (fn.mostArguments ?? Infinity),
      )
      if (found.length > 0) return found
    }
    return []
  }
}

const keyOf = (schema: string, name: string) => `${schema}\0${name}`
