import type { PrivilegeSnapshot, Rule } from '../snapshot/privilege-snapshot.ts'

/** One way a right on a relation becomes a right on another without anybody asking for a privilege on that other. */
export interface Way {
  readonly kind: 'cascade' | 'inheritance' | 'rule' | 'view'
  readonly to: string
  readonly verb: string
  /** `order_fills_order_id_fkey (ON DELETE CASCADE)` */
  readonly by: string
}

const actions: Readonly<Record<string, string>> = { c: 'CASCADE', n: 'SET NULL', d: 'SET DEFAULT' }

/** Returns the ways of a database by where they start, written `public.orders DELETE`. */
export function waysOf(snapshot: PrivilegeSnapshot): Map<string, Way[]> {
  const ways = new Map<string, Way[]>()
  const add = (from: string, verb: string, way: Way) => {
    const known = ways.get(`${from} ${verb}`)
    if (known) known.push(way)
    else ways.set(`${from} ${verb}`, [way])
  }

  for (const { name, child, parent, onDelete, onUpdate } of snapshot.foreignKeys) {
    const kind = 'cascade'
    if (actions[onDelete])
      add(parent, 'DELETE', {
        kind,
        to: child,
        verb: onDelete === 'c' ? 'DELETE' : 'UPDATE',
        by: `foreign key ${name} of ${child} (ON DELETE ${actions[onDelete]})`,
      })
    if (actions[onUpdate])
      add(parent, 'UPDATE', {
        kind,
        to: child,
        verb: 'UPDATE',
        by: `foreign key ${name} of ${child} (ON UPDATE ${actions[onUpdate]})`,
      })
  }
  // A row that is inserted into a parent stays there, but for one of a partitioned table.
  for (const child of snapshot.relations)
    for (const parent of child.parents)
      for (const verb of ['SELECT', 'UPDATE', 'DELETE', 'TRUNCATE', ...(child.partition ? ['INSERT'] : [])])
        add(parent, verb, {
          kind: 'inheritance',
          to: child.name,
          verb,
          by: `${child.name} being its child`,
        })
  for (const { name, target } of snapshot.views)
    if (target !== null)
      for (const verb of ['INSERT', 'UPDATE', 'DELETE'])
        add(name, verb, { kind: 'view', to: target, verb, by: `view ${name}` })
  for (const rule of snapshot.rules)
    for (const way of waysOfRule(rule)) add(rule.relation, ruleEvents[rule.event] ?? 'UPDATE', way)
  return ways
}

/** pg_rewrite.ev_type. */
export const ruleEvents: Readonly<Record<string, string>> = { 2: 'UPDATE', 3: 'INSERT', 4: 'DELETE' }

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
      .map(([verb]) => ({ kind: 'rule', to, verb, by: `rule ${rule.name} of ${rule.relation}` }) as const)
  })
}
