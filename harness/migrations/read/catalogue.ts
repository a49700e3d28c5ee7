import type {
  AclEntry,
  FunctionBody,
  RelationKind,
  Use,
} from '../../privileges/snapshot/privilege-snapshot.ts'
import type { Place } from '../migration.ts'
import { owner } from '../this-database.ts'
import { qualified, quoted } from './names.ts'

/** Where something happened to an object in the file at hand. */
export interface Touch {
  readonly kind: 'create' | 'move' | 'grant' | 'revoke' | 'change' | 'drop'
  readonly place: Place
}

/** Something that privileges are granted on. */
export interface Granted {
  owner: string
  grants: AclEntry[]
}

export interface SchemaEntry extends Granted {
  name: string
}

export interface UseEntry {
  readonly by: Use['by']
  readonly place: string
  readonly command: string | undefined
  readonly object: RelationEntry | FunctionEntry | { readonly schemaName: string }
}

export interface PolicyEntry {
  readonly command: string
  readonly permissive: boolean
  readonly roles: readonly string[]
  readonly using: string | null
  readonly check: string | null
}

export interface KeyEntry {
  readonly parent: RelationEntry
  readonly columns: readonly string[]
  readonly onDelete: string
  readonly onUpdate: string
}

export interface TriggerEntry {
  readonly function: FunctionEntry
  readonly events: number
  readonly transitionTables: readonly string[]
  enabled: boolean
}

export interface RuleEntry {
  readonly event: string
  readonly instead: boolean
  readonly targets: readonly { readonly relation: RelationEntry; readonly privilege: string }[]
}

export interface ViewEntry {
  references: Set<RelationEntry>
  securityInvoker: boolean
  target: RelationEntry | undefined
}

/** A relation as far as the migrations have made it. */
export class RelationEntry implements Granted {
  schema: string
  name: string
  kind: RelationKind
  owner: string
  grants: AclEntry[] = []
  readonly columnGrants = new Map<string, AclEntry[]>()
  readonly columns = new Map<string, string>()
  readonly parents = new Set<RelationEntry>()
  readonly children = new Set<RelationEntry>()
  partition = false
  temporary = false
  /** Of a sequence: the column it belongs to. */
  ownedBy: { readonly relation: RelationEntry; column: string } | undefined
  identity = false
  readonly sequences = new Set<RelationEntry>()
  rowSecurity = false
  readonly policies = new Map<string, PolicyEntry>()
  readonly keys = new Map<string, KeyEntry>()
  /** Relations with a foreign key to this one. */
  readonly referredBy = new Set<RelationEntry>()
  readonly triggers = new Map<string, TriggerEntry>()
  readonly rules = new Map<string, RuleEntry>()
  view: ViewEntry | undefined
  readonly usedByViews = new Set<RelationEntry>()
  uses: UseEntry[] = []

  constructor(of: { schema: string; name: string; kind: RelationKind; owner: string }) {
    this.schema = of.schema
    this.name = of.name
    this.kind = of.kind
    this.owner = of.owner
  }

  get qualified(): string {
    return qualified(this.schema, this.name)
  }
}

export class FunctionEntry implements Granted {
  schema: string
  name: string
  readonly argumentTypes: readonly string[]
  owner: string
  grants: AclEntry[] = []
  procedure = false
  definer = false
  language = 'sql'
  trigger = false
  fewestArguments = 0
  mostArguments: number | undefined
  searchPath: string | undefined
  body: FunctionBody | undefined
  /** Its CREATE FUNCTION, as it stands in the file. */
  text = ''

  constructor(of: { schema: string; name: string; argumentTypes: readonly string[]; owner: string }) {
    this.schema = of.schema
    this.name = of.name
    this.argumentTypes = of.argumentTypes
    this.owner = of.owner
  }

  get signature(): string {
    return `${qualified(this.schema, this.name)}(${this.argumentTypes.join(',')})`
  }
}

export interface DefaultGrant {
  readonly creator: string
  readonly schema: string | null
  /** pg_default_acl.defaclobjtype. */
  readonly objects: string
  readonly entry: AclEntry
}

const key = (schema: string, name: string) => `${schema}\0${name}`

/** What the migrations have made so far: as much of the catalogue of a database as its privileges depend on. */
export class Catalogue {
  readonly schemas = new Map<string, SchemaEntry>()
  readonly #relations = new Map<string, RelationEntry>()
  readonly #functions = new Map<string, FunctionEntry[]>()
  /** Types that the migrations made, by schema and name. */
  readonly types = new Set<string>()
  readonly domains = new Map<string, UseEntry[]>()
  defaults: DefaultGrant[] = []
  /** By member, quoted as the role is. */
  readonly memberships = new Map<string, Set<string>>()
  /** Whom PUBLIC's EXECUTE on new functions was taken from, by who makes them. */
  readonly withoutExecute = new Set<string>()
  readonly databaseGrants: AclEntry[] = []
  /** What happened in the file at hand, by the name of the object. */
  readonly touches = new Map<string, Touch[]>()
  /** The same as objects: those that are judged at its end. */
  readonly touched = new Set<RelationEntry | FunctionEntry>()

  constructor() {
    this.schemas.set('public', { name: 'public', owner, grants: [] })
  }

  get relations(): Iterable<RelationEntry> {
    return this.#relations.values()
  }

  get functions(): FunctionEntry[] {
    return [...this.#functions.values()].flat()
  }

  relation(schema: string, name: string): RelationEntry | undefined {
    return this.#relations.get(key(schema, name))
  }

  add(relation: RelationEntry): void {
    this.#relations.set(key(relation.schema, relation.name), relation)
  }

  /** Gives a relation another name, another schema, or both. */
  rename(relation: RelationEntry, to: { schema?: string; name?: string }): void {
    this.#relations.delete(key(relation.schema, relation.name))
    const before = nameOf(relation)
    relation.schema = to.schema ?? relation.schema
    relation.name = to.name ?? relation.name
    this.add(relation)
    // What happened to it goes along; of another that had its new name only counts that it went.
    const gone = (this.touches.get(nameOf(relation)) ?? []).filter(({ kind }) => kind === 'drop')
    this.touches.set(nameOf(relation), [...gone, ...(this.touches.get(before) ?? [])])
    this.touches.delete(before)
  }

  /** Takes a relation out, and what cannot be without it: its sequences, partitions and, of views, those that read it. */
  drop(relation: RelationEntry): RelationEntry[] {
    if (this.relation(relation.schema, relation.name) !== relation) return []
    this.#relations.delete(key(relation.schema, relation.name))
    for (const parent of relation.parents) parent.children.delete(relation)
    for (const { parent } of relation.keys.values()) parent.referredBy.delete(relation)
    for (const child of relation.referredBy)
      for (const [name, { parent }] of child.keys) if (parent === relation) child.keys.delete(name)
    for (const read of relation.view?.references ?? []) read.usedByViews.delete(relation)
    relation.ownedBy?.relation.sequences.delete(relation)
    const gone = [
      ...relation.sequences,
      ...relation.usedByViews,
      ...(relation.kind === 'p' ? relation.children : []),
    ]
    for (const child of relation.children) child.parents.delete(relation)
    return [relation, ...gone.flatMap((one) => this.drop(one))]
  }

  functionsNamed(schema: string, name: string): readonly FunctionEntry[] {
    return this.#functions.get(key(schema, name)) ?? []
  }

  addFunction(fn: FunctionEntry): void {
    this.#functions.set(key(fn.schema, fn.name), [...this.functionsNamed(fn.schema, fn.name), fn])
  }

  dropFunction(fn: FunctionEntry): void {
    const others = this.functionsNamed(fn.schema, fn.name).filter((other) => other !== fn)
    this.#functions.set(key(fn.schema, fn.name), others)
  }

  renameFunction(fn: FunctionEntry, to: { schema?: string; name?: string }): void {
    this.dropFunction(fn)
    fn.schema = to.schema ?? fn.schema
    fn.name = to.name ?? fn.name
    this.addFunction(fn)
  }

  /** Notes that a statement bore on an object. */
  touch(object: RelationEntry | FunctionEntry | SchemaEntry, kind: Touch['kind'], place: Place): void {
    this.note(nameOf(object), kind, place)
    if (object instanceof RelationEntry || object instanceof FunctionEntry) this.touched.add(object)
  }

  /** The same of what is no object here: the database, a role. */
  note(name: string, kind: Touch['kind'], place: Place): void {
    const known = this.touches.get(name)
    if (known) known.push({ kind, place })
    else this.touches.set(name, [{ kind, place }])
  }

  /** What an object of a kind begins with, by the default privileges of who makes it. */
  initialGrants(objects: string, schema: string, creator: string): AclEntry[] {
    const given = this.defaults
      .filter(
        (d) => d.objects === objects && d.creator === creator && (d.schema === null || d.schema === schema),
      )
      .map(({ entry }) => entry)
    const hardWired = objects === 'f' && !this.withoutExecute.has(creator)
    return hardWired
      ? [...given, { grantee: 'PUBLIC', grantor: creator, privilege: 'EXECUTE', grantable: false }]
      : given
  }
}

/** An object's name as the audit's findings have it. */
export function nameOf(object: RelationEntry | FunctionEntry | SchemaEntry): string {
  if (object instanceof RelationEntry) return object.qualified
  if (object instanceof FunctionEntry) return object.signature
  return quoted(object.name)
}
