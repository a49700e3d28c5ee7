import { loadConfig } from '../../../config/load.ts'
import { optionsFor, type Subject, subjectOf } from '../../../config/subject.ts'
import { CouldNotLook } from '../../../evidence/could-not-look.ts'
import { Refusal } from '../../../evidence/refusal.ts'
import { herokuTime } from '../../../heroku/clock.ts'
import { heldJournal } from '../../../journal/checkpoints.ts'
import { commitOfCheckout, isChanged } from '../../../machine/commit.ts'
import { type Standing, standingOf } from '../../../signoff/standing.ts'
import { hashOfPolicy, type Statement, written } from '../../../signoff/statement.ts'
import { openWorld } from '../../../world/world.ts'
import { readSoak } from './read-soak.ts'

/** What is to be done to an app that waits for something, and who is about to do it. */
export interface ToBeDone {
  readonly facts: Omit<Statement, 'expires'>
  /** The e-mail address of the CLI's login. */
  readonly account: string
  /** Heroku's time. */
  readonly herokuAt: Date
}

/**
 * Computes what an operator signs for, from the world as it is: the soak that is waited for, what the role would be granted, the
 * policy, the commit. @throws Refusal where the soak is not clean; CouldNotLook or HerokuCliError where it could not be read.
 */
export async function toBeDone(
  subject: Subject,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ToBeDone> {
  const after = await soakAwaited(subject, signal, env)
  const world = openWorld({
    subject,
    expectedPhase: 'cut-over',
    permit: 'look',
    env,
    signal: () => signal,
    onCall: () => {},
  })
  const { app, environment, role, policy, signOff } = subject
  try {
    const [grants, herokuAt, account] = await Promise.all([
      world.privileges.grantsFromNothing(),
      herokuTime(env, signal),
      world.app.account(),
    ])
    const commit = `${await commitOfCheckout()}${(await isChanged()) ? ' with uncommitted changes' : ''}`
    return {
      facts: {
        app,
        environment,
        role,
        ...(signOff.ticket !== undefined && { ticket: signOff.ticket }),
        commit,
        policy: hashOfPolicy(policy),
        grants: [...grants],
        ...(after && { after }),
      },
      account,
      herokuAt,
    }
  } finally {
    await world.close()
  }
}

/** What is signed for it, as the very bytes, and until when that holds. */
export function toSign(
  { facts, herokuAt }: ToBeDone,
  { hours }: Subject['signOff'],
): { statement: string; expires: string } {
  const expires = new Date(herokuAt.getTime() + hours * 3_600_000).toISOString()
  return { statement: written({ ...facts, expires }), expires }
}

/** @throws Refusal where the soak that this environment waits for is not clean. */
async function soakAwaited(
  { waitsFor: { soakOf }, app, role }: Subject,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv,
): Promise<Statement['after']> {
  if (soakOf === undefined) return undefined
  const before = subjectOf(await loadConfig(), soakOf, role)
  const { seen } = await readSoak(before, signal, env)
  const { outcome, evidence, reasons, release } = seen
  if (outcome !== 'clean' || evidence === undefined || release === undefined)
    throw new Refusal(
      `${app} waits for a clean ${before.soak.hours} h soak of ${soakOf}, and that is ${outcome === 'running' ? 'not over' : outcome}: ${reasons[0] ?? 'no reason is known'}. See \`pnpm soak ${optionsFor(before)}\`.`,
    )
  return { environment: soakOf, app: before.app, release, evidence }
}

/** @throws Refusal where the app waits for a soak that is not clean, or for a sign-off that nobody gave for just this. */
export async function mustBeReady(
  subject: Subject,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const { facts, account, herokuAt } = await toBeDone(subject, signal, env)
  if (!subject.waitsFor.signOff) return
  const standing = await standingNow(subject, { facts, account, herokuAt }, env)
  if (standing.is === 'given') return
  throw new Refusal(
    `${subject.app} waits for the operator's sign-off: ${standing.why}. Sign with \`pnpm signoff ${optionsFor(subject)}\`: see docs/sign-off.md.`,
  )
}

/** Where the sign-off stands for what is to be done. @throws CouldNotLook where the journal is not as it was written. */
export async function standingNow(
  subject: Subject,
  { facts, account, herokuAt }: ToBeDone,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Standing> {
  const { signOff: rules } = subject
  const { file, entries, breaks } = await heldJournal(subject, env)
  const [broken] = breaks
  if (broken)
    throw new CouldNotLook(`the journal ${file} is not as it was written, ${broken.where}: ${broken.found}`)
  return standingOf({ rules, entries: entries.map(({ entry }) => entry), now: facts, herokuAt, account })
}
