import type { Subject } from '../config/subject.ts'
import type { Names, Rule } from './rule.ts'

/** One way in which the app or its role can be broken: a rule, whom to tell, and what else brings its signs about. */
export interface FailureMode<Facts = unknown> extends Rule<Facts> {
  /** The name of its page in `docs/failure-modes/` and of its spec, where it has one. */
  readonly id: string
  /** In the source's letters, where the source has it. */
  readonly letter?: 'A' | 'B' | 'C' | 'D'
  /** What is true where it is absent. */
  readonly title: (names: Names) => string
  /** What is wrong where it is there, in the words of its symptom. */
  readonly symptom: (names: Names) => string
  /** By what they are to the operation: the configuration has their names. */
  readonly tell: keyof Subject['tell']
  /** A state the runbook passes through: it is said, and accounts for the signs of others, and is no failure. */
  readonly isPhase?: true
  /** The failure modes that bring the signs of this one about: while one of them is there, this one is not named. */
  readonly explainedBy: readonly string[]
}
