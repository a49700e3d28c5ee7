import { covers } from '../../config/names.ts'
import type { PolicyInPhase } from '../../config/policy.ts'
import type { PrivilegeFinding } from './privilege-finding.ts'

type Acceptance = PolicyInPhase['accepted'][number]

/** A finding that the policy accepts for the time being. */
export interface Accepted {
  readonly finding: PrivilegeFinding
  readonly by: Acceptance
}

/** Findings, parted by what the policy accepts. */
export interface Parted {
  /** Those that count; one whose acceptance is over says so. */
  readonly counting: readonly PrivilegeFinding[]
  readonly accepted: readonly Accepted[]
  /** What the policy accepts and nothing was found of. */
  readonly unused: readonly Acceptance[]
}

/** Parts what was found by what the policy accepts at `now`. */
export function partedBy(
  acceptances: readonly Acceptance[],
  found: readonly PrivilegeFinding[],
  now = new Date(),
): Parted {
  const counting: PrivilegeFinding[] = []
  const accepted: Accepted[] = []
  const used = new Set<Acceptance>()
  for (const finding of found) {
    const fitting = acceptances.filter((acceptance) => isAbout(acceptance, finding))
    for (const acceptance of fitting) used.add(acceptance)
    const [by] = fitting.filter(({ until }) => now <= endOf(until))
    if (by) accepted.push({ finding, by })
    else counting.push(fitting[0] ? expired(finding, fitting[0]) : finding)
  }
  return { counting, accepted, unused: acceptances.filter((acceptance) => !used.has(acceptance)) }
}

/** What is accepted, and what of it is not there, in words. */
export function saidOfAccepted({ accepted, unused }: Pick<Parted, 'accepted' | 'unused'>): string[] {
  return [
    ...accepted.map(
      ({ finding: { code, object, found }, by: { reason, until } }) =>
        `accepted until ${until}: ${code}: ${object}: ${found} (${reason})`,
    ),
    ...unused.map(
      ({ code, object }) =>
        `accepted and not there: ${code}: ${object}: runbook.config.ts need not accept it any more`,
    ),
  ]
}

const isAbout = ({ code, object }: Acceptance, finding: PrivilegeFinding): boolean =>
  code === finding.code && (object === finding.object || covers(object, finding.object))

const endOf = (day: string): Date => new Date(`${day}T23:59:59.999Z`)

const expired = (finding: PrivilegeFinding, { reason, until }: Acceptance): PrivilegeFinding => ({
  ...finding,
  help: `${finding.help} It was accepted until ${until} (${reason}).`,
})
