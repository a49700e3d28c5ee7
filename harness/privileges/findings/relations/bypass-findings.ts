import type { ExpectedPrivileges } from '../../needed/expected-privileges.ts'
import type { PrivilegeSnapshot, Relation, Rule } from '../../snapshot/privilege-snapshot.ts'
import { groupedBy } from '../acl-findings.ts'
import type { FindingCode } from '../finding-codes.ts'
import { listed, type PrivilegeFinding, privilegeFinding } from '../privilege-finding.ts'

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
 * from what the policy allows, whether or not it is granted, so that mending a missing grant uncovers nothing new. Each is a matter of DDL:
 * no GRANT or REVOKE closes it but one on the table it starts from.
 */
export function bypassFindings(
  snapshot: PrivilegeSnapshot,
  expected: ExpectedPrivileges,
): PrivilegeFinding[] {
  const ways = waysOf(snapshot)
  if (ways.size === 0) return []
  const seen = new Set<string>()
  const queue: Reached[] = []
  const visit = (reached: Reached) => {
    const key = `${reached.relation} ${reached.verb}`
    if (seen.has(key)) return
    seen.add(key)
    queue.push(reached)
  }
  for (const start of startsOf(snapshot, expected))
    if (ways.has(`${start.relation} ${start.verb}`)) visit({ ...start, path: [] })

  const bypasses: Bypass[] = []
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const way of ways.get(`${next.relation} ${next.verb}`) ?? []) {
      const path = [...next.path, `${next.verb} on ${next.relation}`, way.by]
      const relation = expected.relation(way.to)
      if (
        relation &&
        relation.owner !== snapshot.role.name &&
        !expected.onRowsOf(relation).includes(way.verb)
      )
        bypasses.push({ way, path, relation })
      visit({ relation: way.to, verb: way.verb, path })
    }
  }
  return groupedBy(bypasses, ({ way }) => `${way.code} ${way.to} ${way.by}`).map((group) => {
    const [{ way, path, relation }] = group
    return privilegeFinding({
      code: way.code,
      object: way.to,
      expected: listed(expected.onRowsOf(relation)),
      found: `${listed([...new Set(group.map((bypass) => bypass.way.verb))])} by way of ${path.join(', ')}`,
      repairableBy: { who: `${relation.owner}, who owns ${relation.name}, by changing the schema` },
    })
  })
}

interface Bypass {
  readonly way: Way
  readonly path: readonly string[]
  readonly relation: Relation
}

/** A right beyond the policy is a finding itself, and what it leads to goes with it when it is revoked. */
function startsOf(
  snapshot: PrivilegeSnapshot,
  expected: ExpectedPrivileges,
): { relation: string; verb: string }[] {
  return snapshot.relations
    .filter((relation) => relation.kind !== 'S')
    .flatMap((relation) => expected.on(relation).map((verb) => ({ relation: relation.name, verb })))
}

function waysOf(snapshot: PrivilegeSnapshot): Map<string, Way[]> {
  const ways = new Map<string, Way[]>()
  const add = (from: string, verb: string, way: Way) => {
    const known = ways.get(`${from} ${verb}`)
    if (known) known.push(way)
    else ways.set(`${from} ${verb}`, [way])
  }

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
  for (const rule of snapshot.rules)
    for (const way of waysOfRule(rule)) add(rule.relation, ruleEvents[rule.event] ?? 'UPDATE', way)
  return ways
}

/** pg_rewrite.ev_type. */
const ruleEvents: Readonly<Record<string, string>> = { 2: 'UPDATE', 3: 'INSERT', 4: 'DELETE' }

/** The statements of a rule, as pg_get_ruledef writes them: every name is qualified while search_path is pg_catalog. */
function waysOfRule(rule: Rule): Way[] {
  const action = rule.definition.slice(rule.definition.search(/\bDO\b/))
  return (rule.references ?? []).flatMap((to) => {
    const target = `(?:ONLY )?\\(*${to.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![\\w"$])`
    const statements = {
      INSERT: `INSERT INTO ${target}`,
      UPDATE: `UPDATE ${target}`,
      DELETE: `DELETE FROM ${target}`,
      SELECT: `(?<!DELETE )(?:FROM|JOIN) ${target}`,
    }
    return Object.entries(statements)
      .filter(([, pattern]) => new RegExp(pattern).test(action))
      .map(
        ([verb]) => ({ code: 'rule-bypass', to, verb, by: `rule ${rule.name} of ${rule.relation}` }) as const,
      )
  })
}
