import type { ClientBase } from 'pg'
import type { PolicyInPhase } from '../../config/policy.ts'
import { judged } from '../findings/difference.ts'
import { leftTo, type PrivilegeFinding } from '../findings/privilege-finding.ts'
import { readPrivileges } from '../snapshot/read-privileges.ts'
import { planOf, statementsOf } from './plan.ts'
import { runPlan } from './plan-transaction.ts'
import type { XactStatus } from './xact-status.ts'

/** What `carryOut` did: `after` is read in the same transaction, before its end. */
export interface CarriedOut {
  readonly before: readonly PrivilegeFinding[]
  /** What ran, and stays where it was committed. */
  readonly statements: readonly string[]
  /** What differs still: what is not the owner's to mend. */
  readonly after: readonly PrivilegeFinding[]
  /** What could not be read, so that nobody can say whether anything differs there. */
  readonly unread: readonly PrivilegeFinding[]
  readonly committed: boolean
  /** Why nothing was done although something was the owner's to do. */
  readonly withheld: string | undefined
}

export interface CarryOutOptions {
  /** Runs the plan on the target, looks at the outcome in there, and rolls back. */
  readonly dryRun: boolean
  /** How long to wait for another run, or for a migration's lock; 10 s by default. */
  readonly lockTimeoutMs?: number
  /** How long a server may say nothing; 35 s by default. */
  readonly answerTimeoutMs?: number
  /** Asks another session what became of a transaction when the one it ran in was cut. */
  readonly statusOf?: XactStatus
}

/** REVOKE can uncover a privilege that was held twice; more rounds than this would mean that something grants again. */
const roundsAtMost = 3

/**
 * Brings `role` to `policy` as far as the database's owner can: plan, statements and the look at the outcome are one
 * transaction under an advisory lock. What is beyond the owner stays and is in `after`. Nothing is done where doing a part
 * would open more than it closes, and in a dry run all is rolled back.
 * A statement that Postgres refuses the owner (42501) leaves its finding, with that answer.
 * @throws PlanFailedError where a statement fails otherwise, or grants nothing and only warns; CouldNotLook where a lock or the
 * connection was in the way, which says whether anything was committed.
 */
export function carryOut(
  client: ClientBase,
  role: string,
  policy: PolicyInPhase,
  { dryRun, lockTimeoutMs = 10_000, ...options }: CarryOutOptions,
): Promise<CarriedOut> {
  return runPlan(client, { lockTimeoutMs, ...options }, async (run): Promise<Outcome> => {
    const within = options.answerTimeoutMs === undefined ? {} : { timeoutMs: options.answerTimeoutMs }
    const look = async () => judged(await readPrivileges(client, role, within), policy)
    const { differences: before, unread } = await look()
    const nothing = (withheld: string): Outcome => ({
      commit: false,
      result: { before, statements: [], after: before, unread, committed: false, withheld },
    })
    const { withheld } = planOf(before)
    if (withheld !== undefined) return nothing(withheld)

    let after = before
    const statements: string[] = []
    const refusals = new Map<string, string>()
    for (let round = 1; round <= roundsAtMost; round++) {
      const next = statementsOf(after).filter((statement) => !statements.includes(statement))
      if (next.length === 0) break
      for (const statement of next) {
        const refusal = await run(statement)
        if (refusal === undefined) statements.push(statement)
        else refusals.set(statement, refusal)
      }
      after = (await look()).differences.map((finding) => refusedTo(finding, refusals))
    }
    const opened = after.find(
      (finding) => finding.repairableBy !== 'owner' && !before.some((b) => isSame(b, finding)),
    )
    if (opened)
      return nothing(
        `it would open ${opened.code} on ${opened.object} (${opened.found}), which the database owner cannot close: close that first`,
      )
    const commit = !dryRun && statements.length > 0
    return { commit, result: { before, statements, after, unread, committed: commit, withheld: undefined } }
  })
}

/** A finding whose statement the owner was refused is not the owner's to mend, whatever the catalogue says of it. */
function refusedTo(finding: PrivilegeFinding, refusals: ReadonlyMap<string, string>): PrivilegeFinding {
  const refusal = refusals.get(finding.fix ?? '')
  return refusal === undefined
    ? finding
    : leftTo(finding, `whoever may: Postgres answers the owner ${refusal}`)
}

interface Outcome {
  readonly commit: boolean
  readonly result: CarriedOut
}

function isSame(a: PrivilegeFinding, b: PrivilegeFinding): boolean {
  return a.code === b.code && a.object === b.object
}
