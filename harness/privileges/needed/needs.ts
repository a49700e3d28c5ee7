import type {
  FunctionBody,
  PrivilegeSnapshot,
  Relation,
  SqlFunction,
  Use,
} from '../snapshot/privilege-snapshot.ts'
import type { Beneath } from './beneath.ts'
import { evaluates, fires, ofTheNamedRelation, whose } from './evaluated.ts'
import { NameLookup } from './name-lookup.ts'
import { unquoted } from './search-path.ts'
import { type Way, waysOf } from './ways.ts'

/** Something a permitted verb needs besides the privilege on the relation it names. */
export interface Need {
  readonly kind: 'relation' | 'sequence' | 'function' | 'schema'
  readonly object: string
  readonly privilege: string
  /** Where it is known of which columns alone: the privilege on each of them is enough. */
  readonly columns?: readonly string[] | null
  /** `the default of public.orders.number`, `trigger note of public.orders (public.note())` */
  readonly because: string
  /** The verb that fails without it, and on which relation. */
  readonly verb: string
  readonly relation: string
}

/** A function that a permitted verb runs as its caller, and of which not all could be read. */
export interface Unread {
  readonly function: string
  readonly because: string
  readonly reasons: readonly string[]
}

/** Where and why names in the text of a function are looked up. */
interface LookedUp {
  readonly path: readonly string[]
  readonly because: string
  /** Types that are not the system's. */
  readonly inPlay: ReadonlySet<number>
}

type OfRelation = Pick<Need, 'object' | 'privilege' | 'columns' | 'because'>

/** Everything the permitted verbs of one snapshot need besides. */
export interface Needs {
  readonly unread: readonly Unread[]
  /** Every object of which something is needed. */
  readonly objects: readonly Pick<Need, 'kind' | 'object'>[]
  /** What is needed on one object, by its kind and name. */
  on(kind: Need['kind'], object: string): readonly Need[]
  /** What one verb on one relation needs. */
  of(relation: string, verb: string): readonly Need[]
}

/** The same right used twice is looked at once; what a trigger writes to has triggers of its own. */
interface Exercised {
  readonly relation: string
  readonly verb: string
  /**
   * On a child of the relation that the statement names, whose own defaults, row-level security, rules and triggers for a
   * whole statement are those that count (execPartition.c, ExecFindPartition; PostgreSQL documentation, CREATE TRIGGER).
   */
  readonly handedOn?: boolean
  /** The permitted verb it began with. */
  readonly start: { readonly relation: string; readonly verb: string }
}

/** What the walk asks of those who know. */
interface About {
  /** The policy's own word for a function, which stands in the place of its text. */
  readonly declared: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  /** Whether the policy alone gives USAGE. */
  readonly hasUsage: (sequence: Relation) => boolean
  readonly beneath: Beneath
}

/**
 * Returns what `permitted`, the verbs the policy gives on a relation, needs besides: followed through defaults, checks,
 * indexes, policies and views, and through the functions that run as the caller and what those read, write and call.
 */
export function needsOf(
  snapshot: PrivilegeSnapshot,
  permitted: (relation: Relation) => readonly string[],
  about: About,
): Needs {
  const collected = new Collector(snapshot, about)
  // Of ten thousand tables hardly one leads on: nothing is made for the others.
  for (const relation of snapshot.relations)
    if (relation.kind !== 'S' && collected.leadsOn(relation.name))
      for (const verb of permitted(relation)) {
        const start = { relation: relation.name, verb }
        collected.exercise({ ...start, start })
      }
  collected.run()
  return collected.needs()
}

class Collector {
  readonly #snapshot: PrivilegeSnapshot
  readonly #declared: About['declared']
  readonly #beneath: Beneath
  #lookup: NameLookup | undefined
  /** Sequences of serial columns, by their table, on which the policy alone gives no USAGE. */
  readonly #serials = new Map<string, string[]>()
  readonly #sequences = new Set<string>()
  readonly #partitions = new Set<string>()
  readonly #queue: Exercised[] = []
  readonly #seen = new Set<string>()
  readonly #bodies = new Set<string>()
  readonly #unread = new Map<string, Unread>()
  readonly #byObject = new Map<string, Need[]>()
  readonly #byVerb = new Map<string, Need[]>()
  readonly #uses: ReadonlyMap<string, readonly Use[]>
  readonly #triggers: ReadonlyMap<string, PrivilegeSnapshot['triggers']>
  readonly #functions: ReadonlyMap<string, SqlFunction>
  readonly #ways: ReturnType<typeof waysOf>
  /** The relations that a way begins at. */
  readonly #leading: ReadonlySet<string>

  constructor(snapshot: PrivilegeSnapshot, { declared, hasUsage, beneath }: About) {
    for (const sequence of snapshot.relations) {
      if (sequence.kind === 'S') this.#sequences.add(sequence.name)
      if (sequence.partition) this.#partitions.add(sequence.name)
      if (
        sequence.kind === 'S' &&
        sequence.ownedBy !== undefined &&
        !sequence.identity &&
        !hasUsage(sequence)
      )
        push(this.#serials, sequence.ownedBy, sequence.name)
    }
    this.#snapshot = snapshot
    this.#declared = declared
    this.#beneath = beneath
    this.#uses = byRelation(snapshot.uses)
    this.#triggers = byRelation(snapshot.triggers)
    this.#functions = new Map(snapshot.functions.map((fn) => [fn.name, fn]))
    this.#ways = waysOf(snapshot)
    this.#leading = new Set([...this.#ways.keys()].map((key) => key.slice(0, key.lastIndexOf(' '))))
  }

  /** Whether a verb on the relation may need anything, or lead to another. */
  leadsOn(relation: string): boolean {
    return (
      this.#serials.has(relation) ||
      this.#uses.has(relation) ||
      this.#triggers.has(relation) ||
      this.#beneath.isView(relation) ||
      this.#leading.has(relation)
    )
  }

  exercise(exercised: Exercised): void {
    const { relation, verb, start, handedOn = false } = exercised
    if (!this.leadsOn(relation)) return
    const key = `${relation} ${verb} ${handedOn} ${start.relation} ${start.verb}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.#queue.push(exercised)
  }

  /** Made where a text names anything at all: few databases have such a function among many relations. */
  get #names(): NameLookup {
    this.#lookup ??= new NameLookup(this.#snapshot)
    return this.#lookup
  }

  run(): void {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      const { relation, verb, start, handedOn = false } = next
      for (const sequence of verb === 'INSERT' && !handedOn ? (this.#serials.get(relation) ?? []) : [])
        this.#need(
          {
            kind: 'sequence',
            object: sequence,
            privilege: 'USAGE',
            because: `a serial column of ${relation}`,
          },
          next,
        )
      for (const use of this.#uses.get(relation) ?? [])
        if (evaluates(use, verb) && !(handedOn && ofTheNamedRelation.has(use.by))) this.#use(use, next)
      for (const trigger of this.#triggers.get(relation) ?? [])
        if (fires(trigger, next))
          this.#runs(trigger.function, `trigger ${trigger.name} of ${relation} (${trigger.function})`, next)
      // Through a view, a rule or a parent no privilege is asked, and what they lead to is evaluated as the caller all the same.
      // A foreign key's action runs as the table's owner, and its triggers and defaults too (ri_triggers.c).
      for (const way of this.#ways.get(`${relation} ${verb}`) ?? [])
        if (way.kind !== 'cascade' && !(handedOn && way.kind === 'rule'))
          for (const by of this.#verbsOf(way))
            this.exercise({ relation: way.to, verb: by, start, handedOn: way.kind === 'inheritance' })
      for (const step of this.#beneath.steps(relation, verb)) {
        if (step.asksCaller)
          this.#written(
            {
              object: step.relation,
              privilege: step.privilege,
              columns: step.columns,
              because: `${relation}, a view that runs as its caller`,
            },
            next,
          )
        // Its functions are called as the caller, whoever is asked for its tables.
        else if (this.#beneath.isView(step.relation))
          this.exercise({ relation: step.relation, verb: step.privilege, start })
      }
    }
  }

  /** A row that an UPDATE moves to another partition is deleted from its own and inserted there (CREATE TRIGGER, Notes). */
  #verbsOf({ kind, verb, to }: Way): readonly string[] {
    const moves = kind === 'inheritance' && verb === 'UPDATE' && this.#partitions.has(to)
    return moves ? [verb, 'DELETE', 'INSERT'] : [verb]
  }

  #use(use: Use, exercised: Exercised): void {
    const because = `${whose(use)} ${use.relation}${use.by === 'default' || use.by === 'generated column' ? `.${use.place}` : ''}`
    if (use.kind === 'function') return this.#calls(use.object, because, exercised)
    if (use.kind === 'sequence')
      return this.#need({ kind: 'sequence', object: use.object, privilege: 'USAGE', because }, exercised)
    if (use.kind === 'schema')
      return this.#need({ kind: 'schema', object: use.object, privilege: 'USAGE', because }, exercised)
    this.#reads({ object: use.object, privilege: 'SELECT', because }, exercised)
  }

  /** EXECUTE is asked of whoever calls; what the function then does it does as the caller, or as its owner. */
  #calls(name: string, because: string, exercised: Exercised): void {
    this.#need({ kind: 'function', object: name, privilege: 'EXECUTE', because }, exercised)
    this.#runs(name, because, exercised)
  }

  /** A trigger's function is run without asking for EXECUTE on it (PostgreSQL documentation, CREATE TRIGGER). */
  #runs(name: string, because: string, exercised: Exercised): void {
    const key = `${name} ${exercised.start.relation} ${exercised.start.verb}`
    if (this.#bodies.has(key)) return
    this.#bodies.add(key)
    const fn = this.#functions.get(name)
    if (!fn || fn.definer) return
    const declared = this.#declared[name]
    if (declared) {
      for (const [object, privileges] of Object.entries(declared)) {
        const said = `${because}, which the policy says`
        const relation = this.#snapshot.relations.find((r) => r.name === object)
        if (relation) this.#finds(relation.schema, said, exercised)
        for (const privilege of privileges) this.#written({ object, privilege, because: said }, exercised)
      }
      return
    }
    const body = this.#snapshot.bodies.get(name)
    if (!body) return
    const reasons = new Set(body.unread)
    const path = this.#names.pathOf(fn)
    for (const written of body.relations) {
      const found = this.#names.relation(written, path)
      if (found.kind === 'found') {
        if (!body.atomic) this.#finds(found.schema, because, exercised)
        this.#written({ object: found.name, privilege: written.privilege, because }, exercised)
      } else if (found.kind === 'unknown' && !this.#isTransitionTable(name, written.name))
        reasons.add(
          `it names ${written.schema ? `${written.schema}.` : ''}${written.name}, which is not in ${path.join(', ')}`,
        )
    }
    if (!body.atomic)
      for (const reason of this.#looksUp(
        body,
        { path, because, inPlay: this.#typesInPlay(fn, body, path) },
        exercised,
      ))
        reasons.add(reason)
    for (const call of body.calls)
      for (const called of this.#names.functions(call, path)) {
        if (!body.atomic) this.#finds(called.schema, because, exercised)
        this.#calls(called.name, `${because}, by calling ${called.name}`, exercised)
      }
    if (reasons.size > 0 && !this.#unread.has(name))
      this.#unread.set(name, { function: name, because, reasons: [...reasons] })
  }

  /** Those of the columns that a function may have in its hands: of the relations it is a trigger of, and of those it names. */
  #typesInPlay(fn: SqlFunction, body: FunctionBody, path: readonly string[]): ReadonlySet<number> {
    const { triggers, columnTypes } = this.#snapshot
    const ofTriggers = triggers.flatMap((trigger) => (trigger.function === fn.name ? trigger.relation : []))
    const named = body.relations.map((written) => this.#names.relation(written, path))
    const relations = [...ofTriggers, ...named.flatMap((found) => (found.kind === 'found' ? found.name : []))]
    return new Set(relations.flatMap((relation) => [...(columnTypes.get(relation) ?? [])]))
  }

  /**
   * Types and operators have no privilege that anybody withholds: it is in their schema that they are not found. Returns why it cannot
   * be told of an operator whether the role may use it.
   */
  #looksUp(body: FunctionBody, { path, because, inPlay }: LookedUp, exercised: Exercised): string[] {
    const reasons: string[] = []
    for (const named of [...body.types, ...body.operators])
      if (named.schema !== undefined) {
        const schema = this.#snapshot.schemas.find((s) => !s.system && unquoted(s.name) === named.schema)
        if (schema) this.#finds(schema.name, because, exercised)
      }
    for (const type of body.types) {
      const schema = this.#names.schemaOfType(type, path)
      if (schema !== undefined) this.#finds(schema, because, exercised)
    }
    for (const operator of body.operators) {
      const found = this.#names.operators(operator, path, inPlay)
      for (const { schema } of found) this.#finds(schema, because, exercised)
      // Of several it depends on the types of their operands which one is meant.
      const several = [...new Set(found.map((one) => one.function))]
      if (several.length === 1 && several[0])
        this.#calls(several[0], `${because}, by operator ${operator.name}`, exercised)
      const refused = several.filter((name) => !this.#functions.get(name)?.effective.includes('EXECUTE'))
      if (several.length > 1 && refused.length > 0)
        reasons.push(
          `its operator ${operator.name} is one of several by its operands, and the role may not call ${refused.join(', ')}`,
        )
    }
    return reasons
  }

  #isTransitionTable(fn: string, name: string): boolean {
    return this.#snapshot.triggers.some((t) => t.function === fn && t.transitionTables.includes(name))
  }

  #finds(schema: string, because: string, exercised: Exercised): void {
    this.#need({ kind: 'schema', object: schema, privilege: 'USAGE', because }, exercised)
  }

  #written(need: OfRelation, exercised: Exercised): void {
    const { object, privilege } = need
    if (this.#sequences.has(object)) return this.#need({ kind: 'sequence', ...need }, exercised)
    this.#reads(need, exercised)
    this.exercise({ relation: object, verb: privilege, start: exercised.start })
  }

  #reads(need: OfRelation, exercised: Exercised): void {
    this.#need({ kind: 'relation', ...need }, exercised)
  }

  #need(need: Omit<Need, 'verb' | 'relation'>, { start }: Exercised): void {
    const whole: Need = { ...need, ...start }
    push(this.#byObject, `${need.kind} ${need.object}`, whole)
    push(this.#byVerb, `${start.relation} ${start.verb}`, whole)
  }

  needs(): Needs {
    return {
      unread: [...this.#unread.values()],
      objects: [...this.#byObject.values()].flatMap(([first]) => (first ? [first] : [])),
      on: (kind, object) => this.#byObject.get(`${kind} ${object}`) ?? [],
      of: (relation, verb) => this.#byVerb.get(`${relation} ${verb}`) ?? [],
    }
  }
}

function byRelation<T extends { readonly relation: string }>(items: readonly T[]): Map<string, T[]> {
  const map = new Map<string, T[]>()
  for (const item of items) push(map, item.relation, item)
  return map
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const known = map.get(key)
  if (known) known.push(item)
  else map.set(key, [item])
}
