import type { PrivilegeSnapshot, View } from '../snapshot/privilege-snapshot.ts'

/** A relation that a verb on a view leads to, and the privilege that it takes there. */
export interface Step {
  readonly relation: string
  readonly privilege: string
  /** The view runs as its caller, who is asked for the privilege; under any other its owner is. */
  readonly asksCaller: boolean
  /** The columns for which it is asked; null where that is not known. */
  readonly columns: readonly string[] | null
  /** The view whose query or target it is. */
  readonly view: string
}

/** pg_relation_is_updatable. */
const updateBit: Readonly<Record<string, number>> = { UPDATE: 4, INSERT: 8, DELETE: 16 }
/** pg_rewrite.ev_type. */
const ruleEvent: Readonly<Record<string, string>> = { UPDATE: '2', INSERT: '3', DELETE: '4' }
/** pg_trigger.tgtype: the verb's, and that of INSTEAD OF. */
const triggerBit: Readonly<Record<string, number>> = { INSERT: 4, DELETE: 8, UPDATE: 16 }
const insteadOf = 64

/** What lies under the views of a database, and of whom the privileges there are asked. */
export class Beneath {
  readonly #views: ReadonlyMap<string, View>
  readonly #replaced: ReadonlyMap<string, string>
  readonly #triggered: ReadonlySet<string>

  constructor({ views, rules, triggers, relations }: PrivilegeSnapshot) {
    // A materialized view is read as it stands: its query is not run.
    const materialized = new Set(relations.filter(({ kind }) => kind === 'm').map(({ name }) => name))
    this.#views = new Map(
      views.filter(({ name }) => !materialized.has(name)).map((view) => [view.name, view]),
    )
    this.#replaced = new Map(
      rules.filter((r) => r.instead).map((r) => [`${r.relation} ${r.event}`, r.definition]),
    )
    this.#triggered = new Set(
      triggers
        .filter(({ events }) => (events & insteadOf) !== 0)
        .flatMap(({ relation, events }) =>
          Object.entries(triggerBit).flatMap(([verb, bit]) =>
            (events & bit) === 0 ? [] : [`${relation} ${verb}`],
          ),
        ),
    )
  }

  isView(relation: string): boolean {
    return this.#views.has(relation)
  }

  /** Whether a rule stands in the place of the verb: its actions run as the owner of the view, whichever kind it is. */
  isReplaced(view: string, verb: string): boolean {
    return this.#replaced.has(`${view} ${ruleEvent[verb]}`)
  }

  /**
   * Where a verb on a view leads at once; nowhere from what is no view. Those of a security_invoker view ask whoever runs
   * the statement, under a view of an owner's too (PostgreSQL documentation, CREATE VIEW, security_invoker).
   */
  steps(relation: string, verb: string): readonly Step[] {
    const view = this.#views.get(relation)
    if (!view) return []
    const to = (name: string, privilege: string): Step => ({
      relation: name,
      privilege,
      columns: view.references.find((reference) => reference.name === name)?.columns ?? null,
      asksCaller: view.securityInvoker,
      view: view.name,
    })
    const read = () => view.references.map(({ name }) => to(name, 'SELECT'))
    if (verb === 'SELECT') return read()
    const rule = this.#replaced.get(`${relation} ${ruleEvent[verb]}`)
    if (rule !== undefined) return /\bold\b/i.test(rule) ? read() : []
    // An INSERT does not look at the rows there are.
    if (this.#triggered.has(`${relation} ${verb}`)) return verb === 'INSERT' ? [] : read()
    const bit = updateBit[verb]
    if (view.target === null || bit === undefined || ((view.updates ?? 0) & bit) === 0) return []
    const others = verb === 'INSERT' ? [] : read().filter((step) => step.relation !== view.target)
    return [to(view.target, verb), ...others]
  }

  /** What a verb on a view asks of whoever runs it, however many views lie in between. */
  askedOfCaller(view: string, verb: string): readonly Step[] {
    const seen = new Set<string>()
    const follow = (relation: string, privilege: string): Step[] =>
      this.steps(relation, privilege).flatMap((step) => {
        const key = `${step.relation} ${step.privilege} ${step.asksCaller}`
        if (seen.has(key)) return []
        seen.add(key)
        return [...(step.asksCaller ? [step] : []), ...follow(step.relation, step.privilege)]
      })
    return follow(view, verb)
  }
}
