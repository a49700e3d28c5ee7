import type { Runbook } from '../../config/load.ts'
import { environmentsOf, type Subject, subjectOf } from '../../config/subject.ts'
import { commitOfCheckout } from '../../evidence/commit.ts'
import { Refusal } from '../../evidence/refusal.ts'
import { sentence } from '../../evidence/sentence.ts'
import { operator } from '../../journal/operator.ts'
import { beginRun, type JournalOfRun, noted } from '../../journal/run-journal.ts'
import { newNonce } from '../../observations/proof.ts'
import { moveClock, useApp } from '../../planting/rehearsal-clock.ts'
import type { Rehearsal } from '../../planting/start-rehearsal.ts'
import { checkpointItem } from './keep-checkpoint.ts'
import { type Leg, type OwnItem, provisionLeg, recoveryLeg } from './legs.ts'
import { mustBeReady, toBeDone, toSign } from './must-be-signed.ts'
import { readSoak } from './read-soak.ts'

/** One environment of a rehearsal, and where what is done to its app is written down. */
interface Rehearsed {
  readonly subject: Subject
  readonly journal: JournalOfRun
  readonly rehearsal: Rehearsal
  readonly signal: AbortSignal
}

/**
 * The whole runbook in the source's order, through the environments in the configuration's: each that waits for none soaks, on the
 * platform's clock; each that is signed for is signed for; the rollback is at the last. A leg is walked only where the one before
 * it held.
 */
export async function rehearsedLegs(
  config: Runbook,
  rehearsal: Rehearsal,
  signal: AbortSignal,
): Promise<readonly Leg[]> {
  const commit = await commitOfCheckout()
  const all = environmentsOf(config).map((environment): Rehearsed => {
    const subject = rehearsedSubject(config, environment)
    const { app } = subject
    const journal = beginRun({ app, environment, command: 'rehearse', commit, goesOn: false }, rehearsal.env)
    return { subject, journal, rehearsal, signal }
  })
  const legs = all.flatMap((one): Leg[] => {
    const { environment, waitsFor } = one.subject
    const provision = { ...provisionLeg(config, environment), journal: one.journal }
    if (waitsFor.soakOf === undefined) return [...signOffLegs(one), provision, ...soakLegs(one)]
    return [...signOffLegs(one), provision]
  })
  const last = all.at(-1)
  return last ? [...legs, { ...recoveryLeg(config, last.subject.environment), journal: last.journal }] : legs
}

/** Nobody is at a terminal with a key, and nobody is a second person: the rehearsal signs by itself. */
function rehearsedSubject(config: Runbook, environment: string): Subject {
  const subject = subjectOf(config, environment)
  return { ...subject, signOff: { ...subject.signOff, signers: undefined, secondPerson: false } }
}

/** A leg for each checkpoint: the clock moves on to it while the app is used, and then the app is verified. */
function soakLegs(one: Rehearsed): Leg[] {
  const { subject, journal, rehearsal, signal } = one
  const { environment, soak } = subject
  const { env } = rehearsal
  return soak.checkpointHours.map((hours, at): Leg => {
    const isLast = at === soak.checkpointHours.length - 1
    const until = isLast ? soak.hours : hours
    const nonce = soak.proof === 'off' ? undefined : newNonce()
    return {
      title: `${sentence(environment)}: the soak, to hour ${until} of ${soak.hours}`,
      environment,
      suites: ['verify'],
      expectedPhase: 'soaking',
      journal,
      proof: nonce === undefined ? undefined : { nonce, isAskedFor: false },
      meanwhile: () => soakUntil(one, until),
      own: [checkpointItem({ journal }), ...(isLast ? [soakIsClean(subject, env, signal)] : [])],
    }
  })
}

/** The longest that the clock moves at once: less than a stretch without requests that would not count. */
const shareOfQuiet = 0.9

async function soakUntil({ subject, rehearsal, signal }: Rehearsed, hours: number): Promise<void> {
  const { seen, now } = await readSoak(subject, signal, rehearsal.env)
  if (!seen.since) throw new Error(`nothing soaks: ${seen.why}`)
  const end = seen.since.getTime() + hours * 3_600_000
  const longestMs = subject.soak.quietHours * shareOfQuiet * 3_600_000
  let left = end - now.getTime()
  while (left > 0 && !signal.aborted) {
    const step = Math.min(left, longestMs)
    // A request in front of each move, and one behind the last: none of the stretches is without.
    await useApp(rehearsal, subject.app)
    await moveClock(rehearsal, Math.ceil(step / 1_000))
    left -= step
  }
  await useApp(rehearsal, subject.app)
}

const soakIsClean = (subject: Subject, env: NodeJS.ProcessEnv, signal: AbortSignal): OwnItem => ({
  id: 'soak/clean',
  title: `The ${subject.soak.hours} h soak of ${subject.environment} is over and clean`,
  kind: 'check',
  async body(_items, note) {
    const { seen } = await readSoak(subject, signal, env)
    note(`${seen.coveredHours.toFixed(1)} of ${seen.hours} h seen, since ${seen.why}`)
    if (seen.outcome !== 'clean') throw new Error(`it is ${seen.outcome}: ${seen.reasons.join('; ')}`)
  },
})

/** That the app is not let at without a sign-off, and is with one; none for an app that nobody signs for. */
function signOffLegs({ subject, journal, rehearsal, signal }: Rehearsed): Leg[] {
  const { environment, waitsFor } = subject
  if (!waitsFor.signOff) return []
  const { env } = rehearsal
  return [
    {
      title: `${sentence(environment)}: the sign-off`,
      environment,
      suites: [],
      expectedPhase: 'provisioned',
      own: [
        {
          id: 'signoff/refused',
          title: `${sentence(environment)} is refused while nobody has signed`,
          kind: 'check',
          async body(_items, note) {
            const refusal = await mustBeReady(subject, signal, env).catch((error: unknown) => error)
            if (!(refusal instanceof Refusal)) throw refusal ?? new Error('it was let at')
            note(refusal.message)
          },
        },
        {
          id: 'signoff/signed',
          title: `What an operator would sign is computed and kept, and ${environment} is let at (the rehearsal signs by itself)`,
          kind: 'step',
          async body(_items, note) {
            const done = await toBeDone(subject, signal, env)
            const { facts, account } = done
            const { statement, expires } = toSign(done, subject.signOff)
            const { n } = noted(journal, {
              type: 'sign-off',
              answer: 'yes',
              by: operator(),
              account,
              statement,
            })
            note(
              `line ${n} of the journal: ${facts.grants.length} GRANT statement(s), policy ${facts.policy.slice(0, 12)}, until ${expires}`,
            )
            await mustBeReady(subject, signal, env)
          },
        },
      ],
    },
  ]
}
