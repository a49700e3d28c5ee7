import type { ExpectedPrivileges } from '../../needed/expected-privileges.ts'
import type { Need } from '../../needed/needs.ts'
import type { PrivilegeSnapshot } from '../../snapshot/privilege-snapshot.ts'
import { listed, type PrivilegeFinding, privilegeFinding } from '../privilege-finding.ts'
import { becauseOf } from './acl-findings.ts'

/** Where the policy contradicts itself, giving a verb and withholding what the verb needs. */
export function neededFindings(
  snapshot: PrivilegeSnapshot,
  expected: ExpectedPrivileges,
): PrivilegeFinding[] {
  const functions = new Map(snapshot.functions.map((fn) => [fn.name, fn]))
  const schemas = new Map(snapshot.schemas.map((schema) => [schema.name, schema]))
  const heldBy = ({ kind, object }: Pick<Need, 'kind' | 'object'>): readonly string[] | undefined => {
    const fn = functions.get(object)
    if (kind === 'function') return fn && expected.onFunction(fn)
    const schema = schemas.get(object)
    if (kind === 'schema') return schema && (schema.system ? ['USAGE'] : expected.onSchema(schema))
    const relation = expected.relation(object)
    return relation && expected.on(relation)
  }
  return expected.needs.objects.flatMap(({ kind, object }) => {
    const privileges = heldBy({ kind, object })
    const needs = expected.needs.on(kind, object).filter((need) => !privileges?.includes(need.privilege))
    if (needs.length === 0) return []
    return [
      privilegeFinding({
        code: 'needed-privilege',
        object,
        expected: `${listed([...new Set(needs.map((need) => need.privilege))])}${becauseOf(needs)}`,
        because: [...new Set(needs.map((need) => need.because))],
        found: privileges ? `the policy gives ${listed(privileges)} on it` : `no such ${kind}`,
        repairableBy: {
          who: privileges
            ? 'whoever keeps runbook.config.ts, or whoever owns what needs it'
            : 'whoever owns what needs it',
        },
      }),
    ]
  })
}

/**
 * What could not be read of the functions that a permitted verb runs as its caller. That is no difference from the policy:
 * it is not known whether there is one, and nobody is to take silence for a pass.
 */
export function unreadFunctions({ needs }: ExpectedPrivileges): PrivilegeFinding[] {
  return needs.unread.map(({ function: name, because, reasons }) =>
    privilegeFinding({
      code: 'unread-function',
      object: name,
      expected: 'a text that says what it reads and writes as its caller',
      found: `could not be read: ${reasons.join('; ')} (${because})`,
      repairableBy: {
        who: `whoever keeps runbook.config.ts, by declaring under \`functions.uses\` what ${name} reads and writes`,
      },
    }),
  )
}
