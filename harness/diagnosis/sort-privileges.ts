import type { Finding } from '../evidence/finding.ts'
import type { Scene } from './failure-mode.ts'
import { foreignRelations } from './foreign-relations.ts'
import { privilegeFindings } from './provisioning.ts'

/** What differs from the policy, by the failure mode it belongs to; each difference belongs to one. */
export interface SortedPrivileges {
  /** A privilege the role lacks: failure mode C. */
  readonly missing: readonly Finding[]
  readonly other: readonly Finding[]
}

/** Returns what differs from the policy, but for relations of another owner: those are a failure mode of their own. */
export async function sortPrivilegeFindings(scene: Scene): Promise<SortedPrivileges> {
  const foreign = new Set((await foreignRelations(scene.owner)).map(({ relation }) => relation))
  const own = (await privilegeFindings(scene)).filter(({ object }) => !foreign.has(object))
  return {
    missing: own.filter(({ failureMode }) => failureMode === 'C'),
    other: own.filter(({ failureMode }) => failureMode !== 'C'),
  }
}
