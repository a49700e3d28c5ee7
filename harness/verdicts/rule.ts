import type { Subject } from '../config/subject.ts'
import type { Finding } from '../evidence/finding.ts'
import type { Asked, Sight } from '../observations/observations.ts'

/**
 * Something that is to be so: what to look at, what follows from it, and how to say it. The same rule is the condition of
 * a step, a check, and a failure mode. Only `observe` touches the world; the rest are functions of what it gave.
 */
export interface Rule<Facts> {
  /** @throws CouldNotLook, HerokuCliError or NotRun where what it needs could not be looked at. */
  observe(sight: Sight): Promise<Facts>
  /** What is amiss; none where it is so. */
  judge(facts: Facts, asked: Asked): readonly Finding[]
  /** What was not seen, and keeps "nothing amiss" from being a pass; undefined where enough was seen. */
  unseen?(facts: Facts, asked: Asked): string | undefined
  /** Whether it is not so yet and comes about by itself; without it that does not show. */
  underWay?(facts: Facts): boolean
  /** What was seen, in words that can be printed; empty where there is nothing to say. */
  saw(facts: Facts, asked: Asked): string
  /** What a later look holds itself against, by name: it goes into the report. */
  keep?(facts: Facts, asked: Asked): Readonly<Record<string, string>>
}

/** What came of looking at one rule. */
export interface Verdict {
  readonly findings: readonly Finding[]
  readonly unseen: string | undefined
  readonly underWay: boolean | undefined
  readonly saw: string
  readonly kept: Readonly<Record<string, string>>
}

/** Looks and judges. @throws what the look throws. */
export async function judged<Facts>(rule: Rule<Facts>, sight: Sight): Promise<Verdict> {
  const [facts, now] = await Promise.all([rule.observe(sight), sight.clock()])
  const asked = { ...sight.asked, now }
  return {
    findings: rule.judge(facts, asked),
    unseen: rule.unseen?.(facts, asked),
    underWay: rule.underWay?.(facts),
    saw: rule.saw(facts, asked),
    kept: rule.keep?.(facts, asked) ?? {},
  }
}

/** Whether it is so, and enough was seen to say that. */
export function isSo({ findings, unseen }: Verdict): boolean {
  return findings.length === 0 && unseen === undefined
}

/** Names what a subject calls its things: for the texts of a rule. */
export type Names = Pick<
  Subject,
  | 'role'
  | 'otherRoles'
  | 'processTypes'
  | 'configVars'
  | 'flagValues'
  | 'app'
  | 'database'
  | 'environment'
  | 'waitsFor'
  | 'tell'
>
