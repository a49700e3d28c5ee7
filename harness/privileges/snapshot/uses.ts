import type { PrivilegeSnapshot, Use } from './privilege-snapshot.ts'

/** Rows of pg_depend as the snapshot statement answers them: who holds the expression, and what it calls. */
export interface Dependencies {
  readonly dependencies: readonly [holder: Holder | null, called: Called | null][]
  readonly types: readonly TypeRow[]
  readonly namedSequences: readonly [relation: number, column: string, sequence: string | null][]
}

type Holder =
  | ['column', relation: number, [name: string, generated: string]]
  | ['policy' | 'rule', relation: number, name: string, command: string]
  | ['domain' | 'domain default', type: number, constraint: string]
  | [
      'check' | 'index' | 'partition key' | 'view' | 'trigger' | 'column type',
      relation: number,
      place: string,
    ]
type Called =
  | ['function' | 'type' | 'relation', oid: number]
  | ['operator' | 'operator class', fn: number, schema: string]
type TypeRow = [oid: number, schema: string, name: string, element: number, base: number, relation: number]

type UsesAndTypes = Pick<PrivilegeSnapshot, 'uses' | 'columnTypes'>

interface Named {
  readonly relations: ReadonlyMap<number, string>
  readonly functions: ReadonlyMap<number, { readonly schema: string; readonly name: string }>
  readonly sequences: ReadonlySet<number>
}

/**
 * Returns what the relations' stored expressions call, in which other schemas a query on them looks names up, and which types that
 * are not the system's their columns have.
 */
export function usesOf({ dependencies, types, namedSequences }: Dependencies, named: Named): UsesAndTypes {
  const domains = new Map<number, { by: Use['by']; called: Called }[]>()
  const columnTypes = new Map<number, Set<number>>()
  const uses: Use[] = []
  const use = (relation: number, by: Use['by'], place: string, called: Called, command?: string) => {
    const name = named.relations.get(relation)
    if (name === undefined) return
    for (const object of objectsOf(called, by, named))
      uses.push({ relation: name, by, place, command, ...object })
  }

  for (const [holder, called] of dependencies) {
    if (!holder || !called) continue
    if (holder[0] === 'column')
      use(holder[1], holder[2][1] === '' ? 'default' : 'generated column', holder[2][0], called)
    else if (holder[0] === 'policy' || holder[0] === 'rule')
      use(holder[1], holder[0], holder[2], called, holder[3])
    else if (holder[0] === 'domain' || holder[0] === 'domain default')
      domains.set(holder[1], [...(domains.get(holder[1]) ?? []), { by: holder[0], called }])
    else if (holder[0] === 'column type')
      columnTypes.set(holder[1], (columnTypes.get(holder[1]) ?? new Set()).add(called[1]))
    else use(holder[1], holder[0], holder[2], called)
  }

  const byOid = new Map(types.map((type) => [type[0], type]))
  const ownTypes = new Map<string, ReadonlySet<number>>()
  for (const [relation, held] of columnTypes) {
    const all = within(held, byOid, columnTypes)
    const name = named.relations.get(relation)
    if (name !== undefined) ownTypes.set(name, all)
    for (const type of all) {
      const [, schema, typeName] = byOid.get(type) ?? []
      if (schema === undefined || typeName === undefined || name === undefined) continue
      const found = { relation: name, place: typeName, command: undefined }
      if (!isSystem(schema)) uses.push({ ...found, by: 'column type', kind: 'schema', object: schema })
      for (const { by, called } of domains.get(type) ?? []) use(relation, by, typeName, called)
    }
  }

  for (const [relation, place, sequence] of namedSequences) {
    const name = named.relations.get(relation)
    if (name === undefined || sequence === null) continue
    // Without a schema it is found along the search_path, in which `public` is what an app has.
    const object = sequence.includes('.') ? sequence : `public.${sequence}`
    const found = { relation: name, by: 'default', place, command: undefined } as const
    uses.push({ ...found, kind: 'sequence', object })
    // The name is looked up when the default is, as the caller.
    uses.push({ ...found, kind: 'schema', object: schemaOf(object) })
  }
  return { uses: withoutOwnSchema(uses), columnTypes: ownTypes }
}

/** An operator is its function; of what an index is made of, a query has to find the names to use it. */
function objectsOf(called: Called, by: Use['by'], named: Named): Pick<Use, 'kind' | 'object'>[] {
  const [what, oid, schema] = called
  if (what === 'type') return []
  if (what === 'relation') {
    const object = named.relations.get(oid)
    return object === undefined ? [] : [{ kind: named.sequences.has(oid) ? 'sequence' : 'relation', object }]
  }
  const fn = named.functions.get(oid)
  const found = schema ?? fn?.schema
  return [
    ...(fn ? [{ kind: 'function', object: fn.name } as const] : []),
    ...(by === 'index' && found !== undefined && !isSystem(found)
      ? [{ kind: 'schema', object: found } as const]
      : []),
  ]
}

/** The types of some columns, and those these are made of: elements, base types, attributes of composites. */
function within(
  held: ReadonlySet<number>,
  types: ReadonlyMap<number, TypeRow>,
  attributes: ReadonlyMap<number, ReadonlySet<number>>,
): ReadonlySet<number> {
  const all = new Set<number>()
  const queue = [...held]
  for (let type = queue.pop(); type !== undefined; type = queue.pop()) {
    if (all.has(type)) continue
    all.add(type)
    const [, , , element = 0, base = 0, relation = 0] = types.get(type) ?? []
    queue.push(...[element, base].filter((oid) => oid > 0), ...(attributes.get(relation) ?? []))
  }
  return all
}

/** Of a name as SQL writes it. */
function schemaOf(qualified: string): string {
  return /^(?:"(?:[^"]|"")*"|[^.]+)/.exec(qualified)?.[0] ?? qualified
}

function isSystem(schema: string): boolean {
  return schema === 'pg_catalog' || schema === 'information_schema' || schema === 'pg_toast'
}

/** USAGE on its own schema is what it takes to name the relation at all. */
function withoutOwnSchema(uses: readonly Use[]): Use[] {
  const seen = new Set<string>()
  return uses.filter((use) => {
    const key = [use.relation, use.by, use.place, use.command, use.kind, use.object].join('\0')
    if (seen.has(key) || (use.kind === 'schema' && use.relation.startsWith(`${use.object}.`))) return false
    seen.add(key)
    return true
  })
}
