import type { PolicyInPhase } from '../config/policy.ts'
import { saidOfAccepted } from './findings/accepted.ts'
import { type Judged, judged } from './findings/difference.ts'
import { saidOfNearest } from './findings/nearest-name.ts'
import { remarksOn } from './findings/remarks.ts'
import { type ExpectedPrivileges, expectedPrivileges } from './needed/expected-privileges.ts'
import { type PrivilegePlan, planOf } from './plan/plan.ts'
import type { PrivilegeSnapshot } from './snapshot/privilege-snapshot.ts'

/** One database held against one policy: the whole course, from what was read to what is to be done. */
export interface Audit extends Judged {
  /** What brings the role to the policy, and what of it is not the database owner's to do. */
  readonly plan: PrivilegePlan
  /** What is worth saying and no difference, what is accepted among it. */
  readonly remarks: readonly string[]
  /** What the role must hold on a relation, named with its schema; undefined where there is none of that name. */
  expected(relation: string): readonly string[] | undefined
  /** What there is in the place of a relation that is not there: the nearest by its name. */
  nearest(relation: string): string
}

/** Judges a snapshot by the policy of the phase at hand. Reads nothing: it can be asked of a database that is to come. */
export function audit(snapshot: PrivilegeSnapshot, policy: PolicyInPhase): Audit {
  let expected: ExpectedPrivileges | undefined
  const found = judged(snapshot, policy)
  return {
    ...found,
    plan: planOf(found.differences),
    remarks: [...saidOfAccepted(found), ...remarksOn(snapshot, policy)],
    expected(name) {
      expected ??= expectedPrivileges(snapshot, policy)
      const relation = expected.relation(name)
      return relation && expected.on(relation)
    },
    nearest: (name) =>
      saidOfNearest(
        'relation',
        name,
        snapshot.relations.filter(({ schema }) => schema in policy.schemas).map((relation) => relation.name),
      ),
  }
}
