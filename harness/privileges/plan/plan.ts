import type { ClientBase } from 'pg'
import type { PolicyInPhase } from '../../config/policy.ts'
import { differences } from '../findings/difference.ts'
import type { PrivilegeFinding } from '../findings/privilege-finding.ts'
import { readPrivileges } from '../snapshot/read-privileges.ts'
import { runPlan } from './plan-transaction.ts'

/** What would bring a role to its policy, and what the database's owner cannot do about it. */
export interface PrivilegePlan {
  /** GRANT and REVOKE on what is there now, fewest that do; in the order they are to run. */
  readonly statements: readonly string[]
  readonly beyondTheOwner: readonly PrivilegeFinding[]
}

/** Returns the plan that mends the differences of an audit: no statement where there are none. */
export function planOf(findings: readonly PrivilegeFinding[]): PrivilegePlan {
  return {
    statements: statementsOf(findings),
    beyondTheOwner: findings.filter((finding) => finding.repairableBy !== 'owner'),
  }
}

/** What `carryOut` did: `after` is read in the same transaction, before its end. */
export interface CarriedOut {
  readonly before: readonly PrivilegeFinding[]
  /** What ran. None where something is beyond the owner: nothing is left half done. */
  readonly statements: readonly string[]
  readonly after: readonly PrivilegeFinding[]
  readonly committed: boolean
}

export interface CarryOutOptions {
  /** Runs the plan on the target, looks at the outcome in there, and rolls back. */
  readonly dryRun: boolean
  /** How long to wait for another run, or for a migration's lock; 10 s by default. */
  readonly lockTimeoutMs?: number
}

/** REVOKE can uncover a privilege that was held twice; more rounds than this would mean that something grants again. */
const roundsAtMost = 3

/**
 * Brings `role` to `policy` as the database's owner: plan, statements and the look at the outcome are one transaction
 * under an advisory lock. It is committed only where nothing differs any more; otherwise, and in a dry run, rolled back.
 * Throws PlanFailedError where a statement is refused, or grants nothing and only warns.
 */
export function carryOut(
  client: ClientBase,
  role: string,
  policy: PolicyInPhase,
  options: CarryOutOptions,
): Promise<CarriedOut> {
  return runPlan(client, { lockTimeoutMs: options.lockTimeoutMs ?? 10_000 }, async (run) => {
    const look = async () => differences(await readPrivileges(client, role), policy)
    const before = await look()
    let after = before
    const statements: string[] = []
    if (after.every((finding) => finding.repairableBy === 'owner'))
      for (let round = 1; after.length > 0 && round <= roundsAtMost; round++) {
        for (const statement of statementsOf(after)) {
          await run(statement)
          statements.push(statement)
        }
        after = await look()
      }
    const commit = !options.dryRun && after.length === 0 && statements.length > 0
    return { commit, result: { before, statements, after, committed: commit } }
  })
}

/** REVOKE before GRANT, so that at no moment the role holds more than before and after. */
function statementsOf(findings: readonly PrivilegeFinding[]): string[] {
  const fixes = findings.flatMap(({ repairableBy, fix }) => (repairableBy === 'owner' && fix ? [fix] : []))
  return [...new Set([...fixes.filter((fix) => !isGrant(fix)), ...fixes.filter(isGrant)])]
}

function isGrant(statement: string): boolean {
  return statement.startsWith('GRANT')
}
