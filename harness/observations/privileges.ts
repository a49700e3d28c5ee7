import type { Finding } from '../evidence/finding.ts'
import { RoleNotFoundError } from '../privileges/snapshot/read-privileges.ts'
import type { World } from '../world/world.ts'

/** What the role can do, held against its policy; a role that is not there has nothing that could be wrong. */
export interface Privileges {
  /** Everything that differs from the policy, in either direction. */
  readonly differences: readonly Finding[]
  /** What the policy gives the role on a relation, named with its schema; undefined where there is none of that name. */
  readonly expected: (relation: string) => readonly string[] | undefined
}

/** Reads them from the catalogue. */
export async function readRolePrivileges({ privileges }: Pick<World, 'privileges'>): Promise<Privileges> {
  try {
    const audit = await privileges.audit()
    return { differences: audit.differences, expected: (relation) => audit.expected(relation) }
  } catch (error) {
    if (error instanceof RoleNotFoundError) return { differences: [], expected: () => undefined }
    throw error
  }
}
