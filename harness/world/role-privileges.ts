import { type Phase, type PolicyInPhase, type PrivilegePolicy, policyInPhase } from '../config/policy.ts'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import type { Finding } from '../evidence/finding.ts'
import { Found } from '../evidence/found.ts'
import { Refusal } from '../evidence/refusal.ts'
import type { Postgres } from '../postgres/postgres.ts'
import { type Audit, audit } from '../privileges/audit.ts'
import { probeBehaviour, probeCoverage } from '../privileges/behaviour/behaviour.ts'
import { carryOut } from '../privileges/plan/carry-out.ts'
import { type Rights, rightsOf } from '../privileges/rights.ts'
import type { PrivilegeSnapshot } from '../privileges/snapshot/privilege-snapshot.ts'
import { keepPlans, readPrivileges } from '../privileges/snapshot/read-privileges.ts'
import { whatIsNotKnown } from '../privileges/unread.ts'
import type { MakeChange } from './make-change.ts'
import type { Permit } from './permit.ts'

export interface RolePrivilegesOptions {
  readonly owner: Postgres
  readonly restricted: Postgres
  readonly role: string
  readonly policy: PrivilegePolicy
  readonly phase: Phase
  readonly permit: Permit
  readonly change: MakeChange
  /** What a dry run would have run: the statements that it tried come to it. */
  readonly planned: string[]
}

/** What the role may do in the app's database, held against the policy of `runbook.config.ts` in the phase at hand. */
export class RolePrivileges {
  readonly #with: RolePrivilegesOptions
  readonly policy: PolicyInPhase

  constructor(options: RolePrivilegesOptions) {
    this.#with = options
    this.policy = policyInPhase(options.policy, options.phase)
  }

  /** The catalogue held against the policy: the differences, the plan, and what is expected of a relation by name. */
  async audit(): Promise<Audit> {
    return audit(await this.#read(this.#with.role), this.policy)
  }

  /** Everything in the catalogue that differs from the policy, in either direction. */
  async findings(): Promise<readonly Finding[]> {
    return (await this.audit()).differences
  }

  /**
   * The statements that would mend what differs, and everything that differs, what the owner cannot mend included;
   * `withheld` says why none of them is to run, `remarks` what is worth saying besides, `unread` what could not be read.
   */
  async plan(): Promise<{
    statements: readonly string[]
    findings: readonly Finding[]
    withheld: string | undefined
    remarks: readonly string[]
    unread: readonly Finding[]
  }> {
    const { plan, differences, remarks, unread } = await this.audit()
    return { statements: plan.statements, findings: differences, withheld: plan.withheld, remarks, unread }
  }

  /**
   * What the role is granted where it has nothing yet: the same whether it is there or not, and however far its provisioning has
   * come. Read of a predefined role that has nothing but what every role has.
   */
  async grantsFromNothing(): Promise<readonly string[]> {
    const nobody = await this.#read('pg_signal_backend')
    const asTheRole = { ...nobody.role, name: this.#with.role }
    const { plan } = audit({ ...nobody, role: asTheRole }, this.policy)
    return plan.statements.filter((statement) => statement.startsWith('GRANT '))
  }

  /**
   * Where what Postgres lets the role do differs from what its catalogue says, tried as the role, executing nothing; and
   * how many relations that was tried on, how many of a very large database were left out, and what it may do on each.
   */
  async behaviour(): Promise<{
    findings: readonly Finding[]
    probed: number
    notProbed: number
    rights: readonly Rights[]
  }> {
    const snapshot = await this.#read(this.#with.role)
    const { probed, notProbed } = probeCoverage(snapshot, this.policy)
    const findings = await probeBehaviour(await this.#with.restricted.client(), snapshot, this.policy)
    const rights = rightsOf(snapshot, this.policy, { probed, findings })
    return { findings, probed: probed.length, notProbed, rights }
  }

  /**
   * Brings the role to its policy in one transaction, as far as the owner can; where the run only plans, that transaction
   * is rolled back. @throws Refusal where it only looks.
   */
  async carryOut(): ReturnType<typeof carryOut> {
    const { owner, role, permit, change } = this.#with
    if (permit === 'look') throw new Refusal(`this run only looks, and a GRANT or REVOKE changes ${role}`)
    const statusOf = async (xid: string) => {
      const [row] = await owner.rows<{ status: string | null }>(
        'SELECT pg_catalog.pg_xact_status($1::pg_catalog.xid8) AS status',
        [xid],
      )
      return row?.status ?? undefined
    }
    const bringAbout = () =>
      owner.writable((client) => carryOut(client, role, this.policy, { dryRun: permit === 'plan', statusOf }))
    if (permit === 'plan') return bringAbout()
    const what = `GRANT and REVOKE what brings ${role} to its policy, in one transaction as the owner`
    return change({ what }, bringAbout, ({ statements, committed, withheld }) => ({
      said: committed ? `${statements.length} statement(s), committed` : (withheld ?? 'nothing to do'),
      ...(committed && { statements }),
    }))
  }

  /**
   * The same. @throws CouldNotLook, once it has run, where it could not be read
   * what a permitted statement needs besides; Found where the run only plans and the trial did not reach the policy.
   */
  async bringToPolicy(): ReturnType<typeof carryOut> {
    const carriedOut = await this.carryOut()
    if (this.#with.permit === 'plan') {
      this.#with.planned.push(...carriedOut.statements)
      if (carriedOut.after.length > 0) throw new Found(carriedOut.after, { before: tried(carriedOut) })
    }
    const notKnown = whatIsNotKnown(carriedOut.unread)
    if (notKnown !== undefined) throw new CouldNotLook(notKnown)
    return carriedOut
  }

  async #read(role: string): Promise<PrivilegeSnapshot> {
    const client = await this.#with.owner.client()
    keepPlans(client)
    return readPrivileges(client, role)
  }
}

function tried({ statements, withheld }: Awaited<ReturnType<typeof carryOut>>): string {
  return withheld === undefined
    ? `${statements.length} statement(s) were tried as the owner and rolled back, and do not reach the policy`
    : `nothing would be done: ${withheld}`
}
