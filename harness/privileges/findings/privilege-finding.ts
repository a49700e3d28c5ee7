import type { Finding } from '../../evidence/finding.ts'
import { type FindingCode, findingCodes } from './finding-codes.ts'

/** One place where the role's privileges are not the policy's. */
export interface PrivilegeFinding extends Finding {
  readonly code: FindingCode
  /** The database's owner, whose GRANT or REVOKE is in `fix`; or who it takes instead. */
  readonly repairableBy: 'owner' | { readonly who: string }
  /** The privileges that begin a way past the policy, as GRANT names them: `DELETE ON public.customers`. */
  readonly opensWith?: readonly string[]
  /** Where `fix` is a GRANT, what it gives, in the same words. */
  readonly gives?: readonly string[]
  /** Why nothing is to be granted while this stands. */
  readonly withholds?: string
  /** Of what is needed, what needs it: `the default of public.orders.number`. */
  readonly because?: readonly string[]
  /** With what Postgres does otherwise than its catalogue says. */
  readonly verb?: string
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
  readonly opensWith?: readonly string[]
  readonly gives?: readonly string[]
  readonly withholds?: string
  readonly because?: readonly string[]
  readonly verb?: string
  /** Where it is not that of the code. */
  readonly consequence?: string
  /** What mends it, where it is not what the code says. */
  readonly help?: string
}

/** Returns the finding in full: its consequence, and help that says who can do it. */
export function privilegeFinding(particulars: Particulars): PrivilegeFinding {
  const { consequence, help, fix, repairableBy } = { ...findingCodes[particulars.code], ...particulars }
  return {
    ...particulars,
    consequence,
    help: `${help}: ${whoCan(repairableBy)}.`,
    ...(fix !== undefined && repairableBy === 'owner' && { fixKind: 'sql' }),
  }
}

/** The same finding, where it is not the database's owner who mends it. */
export function leftTo(finding: PrivilegeFinding, who: string): PrivilegeFinding {
  const repairableBy = { who }
  const { fixKind: _asOwner, ...others } = finding
  return {
    ...others,
    repairableBy,
    help: finding.help.replace(whoCan(finding.repairableBy), () => whoCan(repairableBy)),
  }
}

function whoCan(repairableBy: PrivilegeFinding['repairableBy']): string {
  if (repairableBy === 'owner') return 'the database owner can'
  return `the database owner's GRANT and REVOKE cannot; who can: ${repairableBy.who}`
}

/** Privileges in a sentence: `SELECT, INSERT`, or `nothing`. */
export function listed(privileges: readonly string[]): string {
  return privileges.length === 0 ? 'nothing' : privileges.join(', ')
}
