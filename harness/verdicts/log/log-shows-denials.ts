import type { Checkpoint } from '../../journal/checkpoints.ts'
import type { LogReading } from '../../observations/log-reading.ts'
import type { Asked } from '../../observations/observations.ts'
import type { Proof } from '../../observations/proof.ts'
import { isPostgresOwn } from '../../observations/proof.ts'
import { seeing } from '../../observations/sight.ts'
import { verify } from '../remedies.ts'
import type { Rule } from '../rule.ts'

interface Facts {
  readonly proof: Proof
  readonly log: LogReading
  readonly checkpoints: readonly Checkpoint[]
}

/** Under what name an item of a report keeps whether a denial that was asked for came back. */
export const proofFact = 'proof'

/**
 * One denial that was asked for is in the log: silence proves something only where the log would have spoken. A log that never
 * had a line of Postgres's own, as on an Essential plan, cannot show it, and that is said.
 */
export const logShowsDenials: Rule<Facts> = {
  observe: seeing('proof', 'log', 'checkpoints'),
  judge: () => [],
  unseen: (facts, asked) =>
    standing(facts, asked) === 'did not come back'
      ? `the log did not bring back the one denial that was asked for: that it shows no other proves nothing (lines of the log until ${facts.log.to.toISOString()}). Verify again (\`${verify(asked.subject).command}\`): a log that stays silent is for Heroku's support`
      : undefined,
  saw: (facts, asked) => said[standing(facts, asked)],
  keep: (facts, asked) => ({ [proofFact]: JSON.stringify(standing(facts, asked)) }),
}

const said = {
  'came back': 'one denial that was asked for came back',
  'did not come back': '',
  'not shown': "the log has no line of Postgres's own: what it denies shows only where the app logs it",
  off: 'no denial was asked for',
} as const

function standing({ proof, log, checkpoints }: Facts, { subject }: Asked): Checkpoint['proof'] {
  if (proof === 'not asked for') return 'off'
  if (proof === 'came back') return proof
  const isDue =
    subject.soak.proof === 'required' ||
    log.lines.some(isPostgresOwn) ||
    checkpoints.some((checkpoint) => checkpoint.proof === 'came back')
  return isDue ? proof : 'not shown'
}
