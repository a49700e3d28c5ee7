import { RulesByName } from '../../config/names.ts'
import type { PolicyInPhase } from '../../config/policy.ts'
import { type Catalogue, FunctionEntry, RelationEntry } from './catalogue.ts'

/**
 * What has to be looked at to judge what a migration touched: the objects, and those whose privileges bear on theirs. Of a
 * database of thousands of tables it is a handful, so that a migration costs the same wherever in the row it stands.
 */
export class Neighbourhood {
  readonly relations = new Set<RelationEntry>()
  readonly functions = new Set<FunctionEntry>()
  readonly #catalogue: Catalogue
  readonly #queue: RelationEntry[] = []

  constructor(catalogue: Catalogue, restricted: Restricted) {
    this.#catalogue = catalogue
    for (const object of catalogue.touched)
      if (object instanceof RelationEntry) this.#add(object)
      else this.#touchedFunction(object)
    this.#follow()
    const leading = restricted.reachedFrom(this.relations)
    for (const relation of leading) this.#add(relation)
    this.#follow()
  }

  #add(relation: RelationEntry): void {
    if (this.relations.has(relation) || this.#catalogue.relation(relation.schema, relation.name) !== relation)
      return
    this.relations.add(relation)
    this.#queue.push(relation)
  }

  /** What a function is changed in bears on the tables whose triggers and expressions call it. */
  #touchedFunction(fn: FunctionEntry): void {
    this.#function(fn)
    for (const relation of this.#catalogue.relations) {
      const calls = [...relation.triggers.values()].some((trigger) => trigger.function === fn)
      if (calls || relation.uses.some(({ object }) => object === fn)) this.#add(relation)
    }
  }

  #follow(): void {
    for (let next = this.#queue.pop(); next; next = this.#queue.pop()) {
      for (const one of [...next.parents, ...next.children, ...next.sequences, ...next.usedByViews])
        this.#add(one)
      if (next.ownedBy) this.#add(next.ownedBy.relation)
      for (const one of next.view?.references ?? []) this.#add(one)
      for (const { targets } of next.rules.values()) for (const { relation } of targets) this.#add(relation)
      for (const { function: fn } of next.triggers.values()) this.#function(fn)
      for (const { object } of next.uses)
        if (object instanceof RelationEntry) this.#add(object)
        else if (object instanceof FunctionEntry) this.#function(object)
    }
  }

  /** A function, and what its text names, wherever that is. */
  #function(fn: FunctionEntry): void {
    if (this.functions.has(fn) || !this.#catalogue.functionsNamed(fn.schema, fn.name).includes(fn)) return
    this.functions.add(fn)
    const schemas = [...this.#catalogue.schemas.keys()]
    const { relations = [], calls = [] } = fn.body ?? {}
    for (const { schema, name } of relations)
      for (const one of schema === undefined ? schemas : [schema]) {
        const relation = this.#catalogue.relation(one, name)
        if (relation) this.#add(relation)
      }
    for (const { schema, name } of calls)
      for (const one of schema === undefined ? schemas : [schema])
        for (const called of this.#catalogue.functionsNamed(one, name)) this.#function(called)
  }
}

/** The relations that the policy holds shorter than the others: what leads to them is worth a look wherever it begins. */
export class Restricted {
  readonly #rules: RulesByName<readonly string[]>
  readonly #catalogue: Catalogue

  constructor({ tables }: PolicyInPhase, catalogue: Catalogue) {
    this.#catalogue = catalogue
    this.#rules = new RulesByName<readonly string[]>(tables.named)
  }

  isNamed(name: string): boolean {
    return this.#rules.get(name) !== undefined
  }

  /** The tables from which the foreign keys' actions lead to one of those, where the migration touched any of them. */
  reachedFrom(touched: ReadonlySet<RelationEntry>): RelationEntry[] {
    const leads = new Set<RelationEntry>()
    const queue = [...this.#catalogue.relations].filter(
      (relation) => relation.keys.size > 0 && this.isNamed(relation.qualified),
    )
    for (let next = queue.pop(); next; next = queue.pop()) {
      if (leads.has(next)) continue
      leads.add(next)
      for (const { parent, onDelete, onUpdate } of next.keys.values())
        if (/[cnd]/.test(onDelete + onUpdate)) queue.push(parent)
    }
    return [...leads].some((one) => touched.has(one)) ? [...leads] : []
  }
}
