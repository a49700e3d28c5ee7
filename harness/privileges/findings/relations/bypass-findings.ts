import type { ExpectedPrivileges } from '../../needed/expected-privileges.ts'
import { type Way, waysOf } from '../../needed/ways.ts'
import type { PrivilegeSnapshot, Relation } from '../../snapshot/privilege-snapshot.ts'
import type { FindingCode } from '../finding-codes.ts'
import { groupedBy } from '../grants/acl-findings.ts'
import { listed, type PrivilegeFinding, privilegeFinding } from '../privilege-finding.ts'

interface Right {
  readonly relation: string
  readonly verb: string
}

interface Reached extends Right {
  /** The right it began with. */
  readonly start: Right
  readonly path: readonly string[]
}

/** Of the ways a right becomes another: a view's own findings say where it leads. */
const codes = {
  cascade: 'cascade-bypass',
  inheritance: 'inheritance-bypass',
  rule: 'rule-bypass',
} as const satisfies Record<string, FindingCode>

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
    if (ways.has(`${start.relation} ${start.verb}`)) visit({ ...start, start, path: [] })

  const bypasses: Bypass[] = []
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const way of ways.get(`${next.relation} ${next.verb}`) ?? []) {
      if (way.kind === 'view') continue
      const path = [...next.path, `${next.verb} on ${next.relation}`, way.by]
      const relation = expected.relation(way.to)
      if (
        relation &&
        relation.owner !== snapshot.role.name &&
        !expected.onRowsOf(relation).includes(way.verb)
      )
        bypasses.push({ way, code: codes[way.kind], path, relation, start: next.start })
      visit({ relation: way.to, verb: way.verb, start: next.start, path })
    }
  }
  return groupedBy(bypasses, ({ way, code }) => `${code} ${way.to} ${way.by}`).map((group) => {
    const [{ way, code, path, relation }] = group
    return privilegeFinding({
      code,
      object: way.to,
      expected: listed(expected.onRowsOf(relation)),
      found: `${listed([...new Set(group.map((bypass) => bypass.way.verb))])} by way of ${path.join(', ')}`,
      repairableBy: { who: `${relation.owner}, who owns ${relation.name}, by changing the schema` },
      opensWith: group.map(({ start }) => `${start.verb} ON ${start.relation}`),
    })
  })
}

interface Bypass {
  readonly way: Way
  readonly code: FindingCode
  readonly start: Right
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
