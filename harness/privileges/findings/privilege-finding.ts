import type { Finding } from '../../evidence/finding.ts'
import { type FindingCode, findingCodes } from './finding-codes.ts'

/** One place where the role's privileges are not the policy's. */
export interface PrivilegeFinding extends Finding {
  readonly code: FindingCode
  /** The database's owner, whose GRANT or REVOKE is in `fix`; or who it takes instead. */
  readonly repairableBy: 'owner' | { readonly who: string }
}

/** What is particular to a finding: the rest follows from its code. */
export interface Particulars {
  readonly code: FindingCode
  readonly object: string
  readonly expected: string
  readonly found: string
  readonly fix?: string
  readonly repairableBy: PrivilegeFinding['repairableBy']
  readonly failureMode?: 'C'
}

/** Returns the finding in full: its consequence, and help that says who can do it. */
export function privilegeFinding(particulars: Particulars): PrivilegeFinding {
  const { consequence, help } = findingCodes[particulars.code]
  const who =
    particulars.repairableBy === 'owner'
      ? '`pnpm reapply` does it as the database owner'
      : `the database owner's GRANT and REVOKE cannot; who can: ${particulars.repairableBy.who}`
  return { ...particulars, consequence, help: `${help}: ${who}.` }
}

/** Privileges in a sentence: `SELECT, INSERT`, or `nothing`. */
export function listed(privileges: readonly string[]): string {
  return privileges.length === 0 ? 'nothing' : privileges.join(', ')
}
