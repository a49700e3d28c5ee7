import { covers } from '../../../config/names.ts'
import type { PolicyInPhase } from '../../../config/policy.ts'
import type { ExpectedPrivileges } from '../../needed/expected-privileges.ts'
import type { PrivilegeSnapshot, Relation, RowPolicy } from '../../snapshot/privilege-snapshot.ts'
import { groupedBy, type RoleContext } from '../grants/acl-findings.ts'
import { type PrivilegeFinding, privilegeFinding } from '../privilege-finding.ts'
import { isReachedThroughParent } from './relation-findings.ts'

/** pg_policy.polcmd. */
const commands = { SELECT: 'r', INSERT: 'a', UPDATE: 'w', DELETE: 'd' } as const
type Verb = keyof typeof commands
const allVerbs: readonly Verb[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE']

/**
 * Tables whose row-level security keeps rows from the role that its privileges give it. A policy that lets every row
 * through (`USING (true)`) is as good as none; one with a condition must be declared.
 */
export function rowSecurityFindings(
  snapshot: PrivilegeSnapshot,
  policy: PolicyInPhase,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  const { name: role, attributes } = snapshot.role
  if (attributes.includes('SUPERUSER') || attributes.includes('BYPASSRLS')) return []
  const policiesOf = new Map(
    groupedBy(snapshot.rowPolicies, (p) => p.relation).map((group) => [group[0].relation, group]),
  )
  return (
    snapshot.relations
      .filter((relation) => relation.rowSecurity && !relation.extension && relation.owner !== role)
      // Through its parent the policies of the parent alone are asked (PostgreSQL documentation, CREATE POLICY).
      .filter((relation) => !isReachedThroughParent(relation, expected, context))
      .flatMap((relation) => {
        const policies = policiesOf.get(relation.name) ?? []
        const verbs = allVerbs.filter((verb) => expected.on(relation).includes(verb))
        const declared = policy.rowLevelSecurity.some((entry) => covers(entry, relation.name))
        const hidden = verbs.map((verb) => [verb, rowsFor(verb, policies)] as const)
        const none = hidden.filter(([, rows]) => rows === 'none').map(([verb]) => verb)
        const some = declared ? [] : hidden.filter(([, rows]) => rows === 'some').map(([verb]) => verb)
        return [
          ...(none.length > 0 ? [finding(relation, `no row for ${none.join(', ')}`)] : []),
          ...(some.length > 0
            ? [
                finding(
                  relation,
                  `some rows only for ${some.join(', ')}, by ${policies.map((p) => p.name).join(', ')}`,
                ),
              ]
            : []),
        ]
      })
  )
}

function finding(relation: Relation, found: string): PrivilegeFinding {
  return privilegeFinding({
    code: 'row-level-security',
    object: relation.name,
    expected: 'every row',
    found: `row-level security is on: ${found}`,
    repairableBy: {
      who: `${relation.owner}, who owns it, with CREATE POLICY; or, where some rows are meant to be hidden, whoever keeps runbook.config.ts, by naming ${relation.name} under \`rowLevelSecurity\``,
    },
  })
}

/**
 * How many rows the policies leave: a permissive one must let a row through and every restrictive one too
 * (PostgreSQL documentation, 5.9 Row Security Policies). One without an expression does not count as permissive
 * (rowsecurity.c, add_security_quals).
 */
function rowsFor(verb: Verb, policies: readonly RowPolicy[]): 'all' | 'some' | 'none' {
  const applying = policies.filter(({ command }) => command === '*' || command === commands[verb])
  const asked = (p: RowPolicy): string[] => {
    const check = p.check ?? p.using
    if (verb === 'INSERT') return check === null ? [] : [check]
    if (verb === 'UPDATE') return p.using === null ? [] : [p.using, check ?? p.using]
    return p.using === null ? [] : [p.using]
  }
  const permissive = applying
    .filter((p) => p.permissive)
    .map(asked)
    .filter((e) => e.length > 0 && !e.includes('false'))
  const restrictive = applying.filter((p) => !p.permissive).flatMap(asked)
  if (permissive.length === 0 || restrictive.includes('false')) return 'none'
  return permissive.some(lets) && lets(restrictive) ? 'all' : 'some'
}

function lets(expressions: readonly string[]): boolean {
  return expressions.every((expression) => expression === 'true')
}
