import type { ExpectedPrivileges } from './expected-privileges.ts'
import type { FindingCode } from './finding-codes.ts'
import { listed, type PrivilegeFinding, privilegeFinding } from './privilege-finding.ts'
import type { PrivilegeSnapshot, Relation, Rule } from './snapshot.ts'

/** One way a right on a relation becomes a right on another without anybody asking for a privilege on that other. */
interface Way {
  readonly code: FindingCode
  readonly to: string
  readonly verb: string
  /** `order_fills_order_id_fkey (ON DELETE CASCADE)` */
  readonly by: string
}

interface Reached {
  readonly relation: string
  readonly verb: string
  readonly path: readonly string[]
}

const actions: Readonly<Record<string, string>> = { c: 'CASCADE', n: 'SET NULL', d: 'SET DEFAULT' }

/**
 * What the role can do to rows it has no right to, however many foreign keys, children and rules lie in between: followed
 * from everything it may do or can do now, so that mending a missing grant uncovers nothing new. Each is a matter of DDL:
 * no GRANT or REVOKE closes it but one on the table it starts from.
 */
export function bypassFindings(
  snapshot: PrivilegeSnapshot,
  expected: ExpectedPrivileges,
): PrivilegeFinding[] {
  const ways = waysOf(snapshot, expected)
  if (ways.size === 0) return []
  const seen = new Set<string>()
  const queue: Reached[] = []
  const visit = (reached: Reached) => {
    const key = `${reached.relation} ${reached.verb}`
    if (seen.has(key)) return
    seen.add(key)
    queue.push(reached)
  }
  for (const start of startsOf(snapshot, expected)) visit({ ...start, path: [] })

  const findings = new Map<string, PrivilegeFinding & { verbs: string[] }>()
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const way of ways.get(`${next.relation} ${next.verb}`) ?? []) {
      const reached = {
        relation: way.to,
        verb: way.verb,
        path: [...next.path, `${next.verb} on ${next.relation}`, way.by],
      }
      const relation = expected.relation(way.to)
      if (
        relation &&
        relation.owner !== snapshot.role.name &&
        !expected.onRowsOf(relation).includes(way.verb)
      )
        report(findings, way, reached, relation, expected)
      visit(reached)
    }
  }
  return [...findings.values()].map(({ verbs: _, ...finding }) => finding)
}

function report(
  findings: Map<string, PrivilegeFinding & { verbs: string[] }>,
  way: Way,
  reached: Reached,
  relation: Relation,
  expected: ExpectedPrivileges,
): void {
  const key = `${way.code} ${way.to} ${way.by}`
  const verbs = [...(findings.get(key)?.verbs ?? []), way.verb]
  const finding = privilegeFinding({
    code: way.code,
    object: way.to,
    expected: listed(expected.onRowsOf(relation)),
    found: `${listed(verbs)} by way of ${reached.path.join(', ')}`,
    repairableBy: { who: `${relation.owner}, who owns ${relation.name}, by changing the schema` },
  })
  findings.set(key, { ...finding, verbs })
}

function startsOf(
  snapshot: PrivilegeSnapshot,
  expected: ExpectedPrivileges,
): { relation: string; verb: string }[] {
  const byColumn = snapshot.columns.flatMap((c) =>
    c.entries.map((e) => ({ relation: c.relation, verb: e.privilege })),
  )
  const onRelations = snapshot.relations
    .filter((relation) => relation.kind !== 'S')
    .flatMap((relation) =>
      [...new Set([...expected.on(relation), ...relation.effective])].map((verb) => ({
        relation: relation.name,
        verb,
      })),
    )
  return [...onRelations, ...byColumn]
}

function waysOf(snapshot: PrivilegeSnapshot, expected: ExpectedPrivileges): Map<string, Way[]> {
  const ways = new Map<string, Way[]>()
  const add = (from: string, verb: string, way: Way) =>
    ways.set(`${from} ${verb}`, [...(ways.get(`${from} ${verb}`) ?? []), way])

  for (const { name, child, parent, onDelete, onUpdate } of snapshot.foreignKeys) {
    const code = 'cascade-bypass'
    if (actions[onDelete])
      add(parent, 'DELETE', {
        code,
        to: child,
        verb: onDelete === 'c' ? 'DELETE' : 'UPDATE',
        by: `foreign key ${name} of ${child} (ON DELETE ${actions[onDelete]})`,
      })
    if (actions[onUpdate])
      add(parent, 'UPDATE', {
        code,
        to: child,
        verb: 'UPDATE',
        by: `foreign key ${name} of ${child} (ON UPDATE ${actions[onUpdate]})`,
      })
  }
  for (const child of snapshot.relations)
    for (const parent of child.parents)
      for (const verb of ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'])
        add(parent, verb, {
          code: 'inheritance-bypass',
          to: child.name,
          verb,
          by: `${child.name} being its child`,
        })
  for (const view of snapshot.views)
    for (const [verb, bit] of [
      ['UPDATE', 4],
      ['INSERT', 8],
      ['DELETE', 16],
    ] as const)
      if (
        view.target !== null &&
        ((view.updates ?? 0) & bit) !== 0 &&
        !view.securityInvoker &&
        !expected.beyond({ name: view.name } as Relation, verb).includes(view.target)
      )
        add(view.name, verb, { code: 'owner-view-bypass', to: view.target, verb, by: `view ${view.name}` })
  for (const rule of snapshot.rules)
    for (const way of waysOfRule(rule)) add(rule.relation, ruleEvents[rule.event] ?? 'UPDATE', way)
  return ways
}

/** pg_rewrite.ev_type. */
const ruleEvents: Readonly<Record<string, string>> = { 2: 'UPDATE', 3: 'INSERT', 4: 'DELETE' }

/** The statements of a rule, as pg_get_ruledef writes them: every name is qualified while search_path is pg_catalog. */
function waysOfRule(rule: Rule): Way[] {
  const action = rule.definition.slice(rule.definition.search(/\bDO\b/))
  const by = `rule ${rule.name} of ${rule.relation}`
  return (rule.references ?? []).flatMap((to) => {
    const target = to.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    const verbs = [
      ['INSERT', `INSERT INTO ${target}`],
      ['UPDATE', `UPDATE (?:ONLY )?${target}`],
      ['DELETE', `DELETE FROM (?:ONLY )?${target}`],
      ['SELECT', `(?:FROM|JOIN) (?:ONLY )?\\(*${target}`],
    ] as const
    const used = verbs.filter(([, pattern]) =>
      new RegExp(`${pattern}(?![\\w"$])`).test(action.replaceAll(/DELETE FROM/g, (m) => m)),
    )
    // DELETE FROM is no reading of the table.
    const reading = new RegExp(`(?<!DELETE )(?:FROM|JOIN) (?:ONLY )?\\(*${target}(?![\\w"$])`).test(action)
    return used
      .filter(([verb]) => verb !== 'SELECT' || reading)
      .map(([verb]) => ({ code: 'rule-bypass' as const, to, verb, by }))
  })
}
