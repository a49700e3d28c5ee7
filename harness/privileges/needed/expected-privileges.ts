import { isMigrationTable } from '../../config/migration-tables.ts'
import { RulesByName } from '../../config/names.ts'
import type { PolicyInPhase } from '../../config/policy.ts'
import type {
  PrivilegeSnapshot,
  Relation,
  Schema,
  SqlFunction,
  View,
} from '../snapshot/privilege-snapshot.ts'
import { Beneath } from './beneath.ts'
import { ColumnHoldings } from './column-holdings.ts'
import { namedRules } from './named-rules.ts'
import { type Need, type Needs, needsOf } from './needs.ts'

/** What a policy asks of the relations of one snapshot. */
export interface ExpectedPrivileges {
  /** What the role must hold on the relation itself, neither more nor less. */
  on(relation: Relation): readonly string[]
  /** What it may do to the relation's rows, however it gets there: a partition's rows are its parent's too. */
  onRowsOf(relation: Relation): readonly string[]
  /** What of that only a view that runs as its caller needs, and the role holds on every column that the view uses. */
  heldByColumn(relation: Relation): readonly string[]
  /** The relations a privilege on a view gives beyond the policy: none where the view is named, or runs as its caller. */
  beyond(view: Relation, privilege: string): readonly string[]
  /** What the role may hold on a view: what it must, and of the default what leads too far or, run as the role, nowhere. */
  allowedOn(view: Relation): readonly string[]
  /** What it must hold on a schema. */
  onSchema(schema: Pick<Schema, 'name'>): readonly string[]
  /** EXECUTE where it must hold it on a function, nothing where it must not; undefined where it may and need not. */
  onFunction(fn: SqlFunction): readonly string[] | undefined
  /** Whether the policy names this very object, so that nothing else decides. */
  isNamed(kind: Need['kind'], name: string): boolean
  /** What the permitted verbs need besides. */
  readonly needs: Needs
  relation(name: string): Relation | undefined
  view(name: string): View | undefined
}

/** Of ten thousand relations each is asked about many times, and answered once. */
function once<Asked extends object, Answer>(answer: (asked: Asked) => Answer): (asked: Asked) => Answer {
  const answers = new Map<Asked, Answer>()
  return (asked) => {
    const known = answers.get(asked)
    if (known !== undefined) return known
    const given = answer(asked)
    answers.set(asked, given)
    return given
  }
}

const updateBit: Readonly<Record<string, number>> = { UPDATE: 4, INSERT: 8, DELETE: 16 }

/** Returns what `policy` asks of each relation in `snapshot`. A relation in a schema it does not name is to have nothing. */
export function expectedPrivileges(snapshot: PrivilegeSnapshot, policy: PolicyInPhase): ExpectedPrivileges {
  const ofFunctions = new RulesByName<readonly string[]>(policy.functions.named)
  const relations = new Map(snapshot.relations.map((relation) => [relation.name, relation]))
  const views = new Map(snapshot.views.map((view) => [view.name, view]))
  const beneath = new Beneath(snapshot)
  const columnHoldings = new ColumnHoldings(snapshot)

  const rulesOn = namedRules(policy)
  const named = (relation: Relation): readonly string[] | undefined => rulesOn(relation)?.get(relation.name)
  const isGoverned = (relation: Relation) => relation.schema in policy.schemas && !relation.extension

  const onRowsOf = once((relation: Relation): readonly string[] => {
    const own = named(relation)
    if (own) return own
    const parents = relation.parents.flatMap((name) => relations.get(name) ?? [])
    if (parents.length > 0)
      return parents.map((parent) => onRowsOf(parent)).reduce((a, b) => a.filter((p) => b.includes(p)))
    if (!isGoverned(relation)) return []
    if (relation.kind === 'S') return onSequence(relation)
    if (relation.kind === 'v' || relation.kind === 'm')
      return policy.views.default.filter(
        (privilege) => beyond(relation, privilege).length === 0 && !isWithheldBeneath(relation, privilege),
      )
    const isWithheld = isMigrationTable(relation.name) || policy.tables.unclassified === 'refuse'
    return isWithheld ? [] : policy.tables.default
  })

  const onSequence = (sequence: Relation): readonly string[] => {
    if (sequence.identity) return policy.sequences.identity
    const table = sequence.ownedBy === undefined ? undefined : relations.get(sequence.ownedBy)
    // The sequence of a table the role does not insert into is of no use to it.
    if (table && !onRowsOf(table).includes('INSERT')) return []
    return policy.sequences.default
  }

  const beyond = (relation: Relation, privilege: string): readonly string[] => {
    if (named(relation)) return []
    const view = views.get(relation.name)
    return view && !view.securityInvoker ? [...reached(view, privilege, new Set())] : []
  }

  /** Run as the role, a view that the policy does not name gives nothing where the policy withholds what is under it. */
  const isWithheldBeneath = (view: Relation, privilege: string): boolean =>
    beneath.askedOfCaller(view.name, privilege).some((step) => {
      const relation = relations.get(step.relation)
      if (!relation) return true
      if (named(relation) || isGoverned(relation)) return !onRowsOf(relation).includes(step.privilege)
      return beyond(relation, step.privilege).length > 0
    })

  /** What is under an owner's view is looked at as an owner, but what is under a security_invoker view within it. */
  const reached = (view: View, privilege: string, seen: Set<string>): Set<string> => {
    if (seen.has(view.name)) return new Set()
    seen.add(view.name)
    const found = new Set<string>()
    for (const name of references(view, privilege)) {
      const relation = relations.get(name)
      const inner = views.get(name)
      if (inner?.securityInvoker) continue
      if (inner && !(relation && named(relation)))
        for (const r of reached(inner, privilege, seen)) found.add(r)
      // Only what the role cannot read in the system's own catalogues is in the snapshot.
      else if (!relation || !mayReach(relation, privilege)) found.add(name)
    }
    return found
  }

  const references = (view: View, privilege: string): string[] => {
    const ownerMay = view.references.filter((r) =>
      privilege === 'DELETE' ? r.ownerMayDelete : (r.ownerMay ?? []).includes(privilege),
    )
    const names = ownerMay.map((r) => r.name)
    if (privilege === 'SELECT') return names
    const bit = updateBit[privilege]
    if (bit === undefined || ((view.updates ?? 0) & bit) === 0) return []
    if (beneath.isReplaced(view.name, privilege)) return []
    return view.target === null ? names : names.filter((name) => name === view.target)
  }

  const mayReach = (relation: Relation, privilege: string) =>
    onRowsOf(relation).includes(privilege) || (relation.extension && relation.effective.includes(privilege))

  const byPolicy = (relation: Relation): readonly string[] =>
    isGoverned(relation) ? onRowsOf(relation) : (named(relation) ?? [])
  const needs = needsOf(snapshot, (relation) => byPolicy(relation).filter((verb) => verbs.has(verb)), {
    declared: policy.functions.uses,
    hasUsage: (sequence) => byPolicy(sequence).includes('USAGE'),
    beneath,
  })
  const needed = (kind: Need['kind'], name: string, base: readonly string[]): readonly string[] => {
    if (needs.objects.length === 0) return base
    const besides = needs.on(kind, name).map((need) => need.privilege)
    return besides.every((privilege) => base.includes(privilege)) ? base : [...new Set([...base, ...besides])]
  }

  const on = once(
    (relation: Relation) =>
      named(relation) ??
      needed(relation.kind === 'S' ? 'sequence' : 'relation', relation.name, byPolicy(relation)),
  )

  const heldByColumn = (relation: Relation): readonly string[] => {
    const ofPolicy = byPolicy(relation)
    return on(relation).filter(
      (privilege) =>
        !ofPolicy.includes(privilege) &&
        needs
          .on('relation', relation.name)
          .filter((need) => need.privilege === privilege)
          .every((need) => columnHoldings.cover(relation.name, privilege, need.columns)),
    )
  }

  return {
    on,
    heldByColumn,
    allowedOn: (view) =>
      named(view) || !(view.schema in policy.schemas)
        ? on(view)
        : [...new Set([...on(view), ...policy.views.default])],
    onRowsOf: (relation) => named(relation) ?? needed('relation', relation.name, onRowsOf(relation)),
    onSchema: ({ name }) => policy.schemas[name] ?? needed('schema', name, []),
    onFunction(fn) {
      const own = ofFunctions.get(fn.name)
      if (own) return own
      if (needs.on('function', fn.name).length > 0) return ['EXECUTE']
      const governed = fn.schema in policy.schemas && !fn.extension && !fn.definer && !fn.trigger
      return governed ? policy.functions.default : undefined
    },
    isNamed(kind, name) {
      if (kind === 'schema') return name in policy.schemas
      if (kind === 'function') return ofFunctions.get(name) !== undefined
      const relation = relations.get(name)
      return relation !== undefined && named(relation) !== undefined
    },
    needs,
    beyond,
    relation: (name) => relations.get(name),
    view: (name) => views.get(name),
  }
}

const verbs: ReadonlySet<string> = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'])
