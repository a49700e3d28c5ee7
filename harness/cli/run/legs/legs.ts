import type { Phase } from '../../../config/policy.ts'
import type { Subject } from '../../../config/subject.ts'
import type { JournalOfRun } from '../../../journal/run-journal.ts'
import type { ReportItem } from '../../../report/report.ts'
import type { RunSettings } from '../../../runbook/run-settings.ts'
import type { SuiteName } from '../../../runner/suites.ts'
import { sentence } from '../../../text/sentence.ts'
import type { Shown } from '../single-item.ts'

/** A stretch of the runbook, walked on one app and for one role of it: a failed step in it stops what comes after it in this stretch. */
export interface Leg {
  readonly title: string
  readonly subject: Subject
  readonly suites: readonly SuiteName[]
  /** Only these spec files of theirs, from the project's root. */
  readonly files?: readonly string[]
  readonly expectedPhase: Phase
  /** From when denials in the log count, where the operator says so. */
  readonly logSince?: string | undefined
  /** The denial that the log is to bring back. */
  readonly proof?: RunSettings['proof'] | undefined
  /** Where what changes its app is written down; as the walk says where it is not said. */
  readonly journal?: JournalOfRun | undefined
  /** What happens before its suites: the world moves on, as in a soak. */
  readonly meanwhile?: () => Promise<void>
  /** What is done after its suites, outside of Vitest. */
  readonly own?: readonly OwnItem[]
}

/** One thing of a leg that no spec does. */
export interface OwnItem {
  readonly id: string
  readonly title: string
  readonly kind: 'step' | 'check'
  /** @param items those of the leg's suites. @throws where it does not hold. */
  readonly body: (
    items: readonly ReportItem[],
    note: (text: string) => void,
    show: (shown: Shown) => void,
  ) => Promise<void>
}

/** Where a leg is walked, as its title begins: the environment, and the role where the app has several. */
export const placeOf = ({ environment, role, otherRoles }: Subject): string =>
  otherRoles.length > 0 ? `${sentence(environment)}, ${role}` : sentence(environment)

/** The role of an item or a checkpoint, to be told from another's; nothing where the app has one. */
export const roleIn = ({ role, otherRoles }: Subject): { readonly role?: string } =>
  otherRoles.length > 0 ? { role } : {}

/** The phase of an app that was switched: one that waited for another's soak is cut over, any other soaks. */
export const phaseOnceSwitched = ({ waitsFor }: Subject): Phase =>
  waitsFor.soakOf === undefined ? 'soaking' : 'cut-over'

/** The preconditions, the steps and the verification of one environment. */
export function provisionLeg(subject: Subject): Leg {
  return {
    title: `${placeOf(subject)}: preconditions, Steps 1 to 6, verification`,
    subject,
    suites: ['preconditions', 'provision', 'verify'],
    expectedPhase: phaseOnceSwitched(subject),
  }
}

/** The way back, and forward again. */
export function recoveryLeg(subject: Subject): Leg {
  return {
    ...provisionLeg(subject),
    title: `${placeOf(subject)}: rollback and re-enable`,
    suites: ['recovery'],
  }
}

/** The way back alone. */
export function rollbackLeg(subject: Subject): Leg {
  return {
    title: 'roll the app back to the owner',
    subject,
    suites: ['recovery'],
    files: ['specs/recovery/1-rollback.spec.ts'],
    expectedPhase: 'provisioned',
  }
}
