import type { Runbook } from '../../../config/schema.ts'
import { environmentsOf, rolesOf, type Subject, subjectOf } from '../../../config/subject.ts'
import { Refusal } from '../../../evidence/refusal.ts'
import { operator } from '../../../journal/operator.ts'
import { beginRun, type JournalOfRun, noted } from '../../../journal/run-journal.ts'
import { commitOfCheckout } from '../../../machine/commit.ts'
import { newNonce } from '../../../observations/proof.ts'
import { moveClock, useApp } from '../../../planting/rehearsal-clock.ts'
import type { Rehearsal } from '../../../planting/start-rehearsal.ts'
import { sentence } from '../../../text/sentence.ts'
import { mustBeReady, toBeDone, toSign } from '../gates/must-be-signed.ts'
import { readSoak, soakShown } from '../gates/read-soak.ts'
import { checkpointItem } from './keep-checkpoint.ts'
import { type Leg, type OwnItem, phaseOnceSwitched, placeOf, provisionLeg, recoveryLeg } from './legs.ts'

/** One role in one environment of a rehearsal, and where what is done to its app is written down. */
interface Rehearsed {
  readonly subject: Subject
  readonly journal: JournalOfRun
  readonly rehearsal: Rehearsal
  readonly signal: AbortSignal
}

/**
 * The whole runbook in the source's order, through the environments in the configuration's: each that waits for none soaks, on the
 * platform's clock; each that is signed for is signed for; the rollback is at the last. A leg is walked only where the one before
 * it held. Of several roles one is switched after the other, and all are verified then: what the app does as the owner while one is
 * not switched yet may be anybody's.
 */
export async function rehearsedLegs(
  config: Runbook,
  rehearsal: Rehearsal,
  signal: AbortSignal,
): Promise<readonly Leg[]> {
  const commit = await commitOfCheckout()
  const rehearsed = (environment: string): Rehearsed[] =>
    rolesOf(config).map((role) => {
      const subject = rehearsedSubject(config, environment, role)
      const start = { app: subject.app, role, environment, command: 'rehearse', commit, goesOn: false }
      return { subject, journal: beginRun(start, rehearsal.env), rehearsal, signal }
    })
  const all = environmentsOf(config).map(rehearsed)
  return [...all.flatMap(environmentLegs), ...(all.at(-1) ?? []).map(legBack)]
}

/** An environment with all of its roles. */
function environmentLegs(roles: readonly Rehearsed[]): Leg[] {
  const soaking = roles.filter(({ subject }) => subject.waitsFor.soakOf === undefined)
  const [checkpoints = [], ...others] = soaking.map(soakLegs)
  return [
    ...roles.flatMap((one) => [...signOffLegs(one), ...switchLegs(one)]),
    ...roles.flatMap(verifyLegs),
    // All of them at one checkpoint, and then at the next.
    ...checkpoints.flatMap((leg, at) => [leg, ...others.flatMap((legs) => legs[at] ?? [])]),
  ]
}

/** The steps, and where it is the only role, the verification in the same leg. */
function switchLegs(one: Rehearsed): Leg[] {
  const { subject, journal } = one
  const leg = { ...provisionLeg(subject), journal }
  if (subject.otherRoles.length === 0) return [{ ...leg, own: hourZero(one) }]
  return [
    {
      ...leg,
      title: `${placeOf(subject)}: preconditions, Steps 1 to 6`,
      suites: ['preconditions', 'provision'],
    },
  ]
}

function verifyLegs(one: Rehearsed): Leg[] {
  const { subject, journal } = one
  if (subject.otherRoles.length === 0) return []
  const title = `${placeOf(subject)}: verification`
  return [{ ...provisionLeg(subject), journal, title, suites: ['verify'], own: hourZero(one) }]
}

/** Where a soak begins, its first checkpoint: what comes later is held against it. */
const hourZero = ({ subject, journal }: Rehearsed): OwnItem[] =>
  phaseOnceSwitched(subject) === 'soaking' ? [checkpointItem({ journal })] : []

const legBack = ({ subject, journal }: Rehearsed): Leg => ({ ...recoveryLeg(subject), journal })

/** Nobody is at a terminal with a key, and nobody is a second person: the rehearsal signs by itself. */
function rehearsedSubject(config: Runbook, environment: string, role: string): Subject {
  const subject = subjectOf(config, environment, role)
  return { ...subject, signOff: { ...subject.signOff, signers: undefined, secondPerson: false } }
}

/** A leg for each checkpoint: the clock moves on to it while the app is used, and then the app is verified. */
function soakLegs(one: Rehearsed): Leg[] {
  const { subject, journal, rehearsal, signal } = one
  const { soak } = subject
  const { env } = rehearsal
  return soak.checkpointHours.map((hours, at): Leg => {
    const isLast = at === soak.checkpointHours.length - 1
    const until = isLast ? soak.hours : hours
    const nonce = soak.proof === 'off' ? undefined : newNonce()
    return {
      title: `${placeOf(subject)}: the soak, to hour ${until} of ${soak.hours}`,
      subject,
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
  async body(_items, note, show) {
    const { seen, now } = await readSoak(subject, signal, env)
    show(soakShown(seen, now))
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
      title: `${placeOf(subject)}: the sign-off`,
      subject,
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
