import type { Finding } from '../evidence/finding.ts'
import type { Audit } from '../privileges/audit.ts'
import { RoleNotFoundError } from '../privileges/snapshot/read-privileges.ts'
import type { World } from '../world/world.ts'

/** A difference, and who can mend it: the owner of the database, or whom it takes instead. */
export type Difference = Finding & Partial<Pick<Audit['differences'][number], 'repairableBy'>>

/** What the role can do, held against its policy; a role that is not there has nothing that could be wrong. */
export interface Privileges {
  /** Everything that differs from the policy, in either direction, and whose to mend it is. */
  readonly differences: readonly Difference[]
  /** What could not be read of the functions that a permitted verb runs as the role. */
  readonly unread: readonly Finding[]
  /** How many differences are accepted for the time being, and count for nothing. */
  readonly accepted: number
  /** What is worth saying besides, and each of those. */
  readonly remarks: readonly string[]
  /** What the policy gives the role on a relation, named with its schema; undefined where there is none of that name. */
  readonly expected: (relation: string) => readonly string[] | undefined
}

/** Reads them from the catalogue. */
export async function readRolePrivileges({ privileges }: Pick<World, 'privileges'>): Promise<Privileges> {
  try {
    const audit = await privileges.audit()
    const { differences, unread, remarks, accepted } = audit
    return {
      differences,
      unread,
      remarks,
      accepted: accepted.length,
      expected: (relation) => audit.expected(relation),
    }
  } catch (error) {
    if (error instanceof RoleNotFoundError) {
      return { differences: [], unread: [], remarks: [], accepted: 0, expected: () => undefined }
    }
    throw error
  }
}
