import type { PolicyInPhase } from '../config/policy.ts'
import type { PrivilegeFinding } from './findings/privilege-finding.ts'
import { expectedPrivileges } from './needed/expected-privileges.ts'
import type { PrivilegeSnapshot, Relation } from './snapshot/privilege-snapshot.ts'

/** What the role may do with some relations: by the policy, by the catalogue, and tried as the role. */
export interface Rights {
  readonly relations: readonly string[]
  readonly expected: readonly string[]
  readonly catalogue: readonly string[]
  readonly tried: boolean
  /** The verbs with which Postgres did otherwise than its catalogue says. */
  readonly otherwise: readonly string[]
}

/** What was tried as the role, and where Postgres did otherwise. */
export interface Tried {
  readonly probed: readonly Relation[]
  readonly findings: readonly PrivilegeFinding[]
}

/** Returns the rights on every relation of the policy's schemas; relations of which the same is to be said stand together. */
export function rightsOf(snapshot: PrivilegeSnapshot, policy: PolicyInPhase, tried: Tried): Rights[] {
  const expected = expectedPrivileges(snapshot, policy)
  const probed = new Set(tried.probed)
  const groups = new Map<string, Rights & { relations: string[] }>()
  for (const relation of snapshot.relations) {
    if (!(relation.schema in policy.schemas) || relation.extension) continue
    const rights = {
      expected: expected.on(relation),
      catalogue: relation.effective,
      tried: probed.has(relation),
      otherwise: verbsOtherwise(relation, tried.findings),
    }
    const key = JSON.stringify(rights)
    const group = groups.get(key)
    if (group) group.relations.push(relation.name)
    else groups.set(key, { relations: [relation.name], ...rights })
  }
  return [...groups.values()]
}

function verbsOtherwise({ name }: Relation, findings: readonly PrivilegeFinding[]): string[] {
  return findings.flatMap(({ object, verb }) => (object === name && verb !== undefined ? [verb] : []))
}
