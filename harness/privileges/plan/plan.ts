import type { PrivilegeFinding } from '../findings/privilege-finding.ts'

/** What would bring a role to its policy, and what the database's owner cannot do about it. */
export interface PrivilegePlan {
  /** GRANT and REVOKE on what is there now, fewest that do; in the order they are to run. */
  readonly statements: readonly string[]
  readonly beyondTheOwner: readonly PrivilegeFinding[]
  /** Why none of it is to run: a GRANT would open a way past the policy that the owner cannot close. */
  readonly withheld: string | undefined
}

/** Returns the plan that mends the differences of an audit: no statement where there are none. */
export function planOf(findings: readonly PrivilegeFinding[]): PrivilegePlan {
  const beyondTheOwner = findings.filter((finding) => finding.repairableBy !== 'owner')
  return { statements: statementsOf(findings), beyondTheOwner, withheld: opens(findings, beyondTheOwner) }
}

/** A right that the role does not hold yet, and that begins a way which stays: with the GRANT the way is open. */
function opens(
  findings: readonly PrivilegeFinding[],
  staying: readonly PrivilegeFinding[],
): string | undefined {
  const unsure = staying.find(({ withholds }) => withholds !== undefined)
  const given = new Set(
    findings.flatMap(({ repairableBy, gives }) => (repairableBy === 'owner' ? (gives ?? []) : [])),
  )
  if (unsure?.withholds !== undefined && given.size > 0) return unsure.withholds
  for (const { code, object, opensWith = [] } of staying) {
    const right = opensWith.find((start) => given.has(start))
    if (right !== undefined)
      return `GRANT ${right} would open ${code} on ${object}, which the database owner cannot close: close that first`
  }
  return undefined
}

/**
 * REVOKE before GRANT, so that at no moment the role holds more than before and after; of a schema last, since its objects are
 * found in it, and an owner may enter it as a member of the role alone.
 */
export function statementsOf(findings: readonly PrivilegeFinding[]): string[] {
  const fixes = findings.flatMap(({ repairableBy, fix }) => (repairableBy === 'owner' && fix ? [fix] : []))
  return [...new Set(fixes)].toSorted((a, b) => placeOf(a) - placeOf(b))
}

function placeOf(statement: string): number {
  if (statement.startsWith('GRANT')) return 2
  return /^REVOKE [A-Z, ]+ ON SCHEMA /.test(statement) ? 1 : 0
}
