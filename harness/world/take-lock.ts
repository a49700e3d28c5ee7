import { setTimeout as pause } from 'node:timers/promises'
import { optionsFor, type Subject } from '../config/subject.ts'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import { Refusal } from '../evidence/refusal.ts'
import { HerokuApp } from '../heroku/app.ts'
import { herokuReads } from '../heroku/cli.ts'
import { insistently } from '../heroku/insistently.ts'
import { operator } from '../journal/operator.ts'
import { type JournalOfRun, recorded } from '../journal/run-journal.ts'
import { nameOfRun, runOf } from '../postgres/our-name.ts'
import { Postgres } from '../postgres/postgres.ts'
import type { ConnectionUrl } from '../secrets/secret.ts'
import { family, type Hold, type Holder, holdersOf, keyOf, lossOf, saidOfHolder as said } from './app-lock.ts'
import { mustBeItsOwn } from './gates.ts'
import { ownerUrl } from './owner-url.ts'
import { resolveTarget } from './target.ts'

export interface LockRequest {
  readonly subject: Subject
  /** The shell that reaches the app. */
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal | undefined
  /** What asks for it, in a word: `provision`. */
  readonly command: string
  /** `alone`: refused where another run has it. `take over`: ends the session of the run that has it, and is shared. */
  readonly mode: 'alone' | 'take over'
  /** The app where it is being asked already; without it, Heroku is asked for the lock's sake alone. */
  readonly app?: HerokuApp | undefined
  /** Where it is written down that another run's session is ended. */
  readonly journal?: JournalOfRun | undefined
}

/** The lock of an app, held by this process: it ends with its session, so with the process however that ends. */
export interface AppLock {
  readonly hold: Hold
  /** Aborted when it is lost. */
  readonly lost: AbortSignal
  /** Whose session was ended to have it, in words; undefined where nobody held it. */
  readonly takenFrom: string | undefined
  /** Gives it back. Returns how it was lost before, in words, or undefined. */
  release(): Promise<string | undefined>
}

const takeOverTimeoutMs = 5_000
const tryEveryMs = 50
const looksForTaker = 20
/** How often Heroku is asked for the owner's URL, where its first answers are errors. */
const readAttempts = 3

/** So that the server notices within half a minute that the holder's machine is gone (PostgreSQL documentation, 19.3). */
const noticesSoon = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3'

/**
 * Takes the lock that keeps two runs from changing one app at a time: an advisory lock of the owner's session, named for
 * who holds it. It is tried and never waited for. Where it cannot be asked for, `hold` says why.
 * @throws Refusal where another run has it, with who and since when; where the app is not the environment's own.
 */
export async function takeLock(request: LockRequest): Promise<AppLock> {
  const { subject, mode } = request
  const app = request.app ?? appOf(subject, request)
  const session = new Postgres(insistentOwnerUrl({ ...request, app }), {
    application: nameOfRun(`${request.command} by ${operator()}`),
    options: noticesSoon,
  })
  // What takes the app over waits for nobody, and asks for nothing but the lock.
  const isItsOwn = mode === 'alone' ? mustBeItsOwn(subject, app) : undefined
  isItsOwn?.catch(() => {})
  try {
    const lock = await lockBy(session, request)
    await isItsOwn
    return lock
  } catch (error) {
    await session.close()
    if (error instanceof Refusal) throw error
    const missing = error instanceof Error ? error.message : String(error)
    const { signal: lost } = new AbortController()
    return { hold: { missing }, lost, takenFrom: undefined, release: async () => undefined }
  }
}

function insistentOwnerUrl({ subject, app }: LockRequest & { app: HerokuApp }): () => Promise<ConnectionUrl> {
  const configVars = () =>
    app.configVars().catch((error: unknown) => {
      app.forget()
      throw error
    })
  return () => ownerUrl({ configVars: () => insistently(configVars, readAttempts) }, subject)
}

function appOf(subject: Subject, { env, signal }: Pick<LockRequest, 'env' | 'signal'>): HerokuApp {
  const { herokuBin: bin } = resolveTarget(subject, env)
  return new HerokuApp(subject, herokuReads({ bin, app: subject.app, env, signal: () => signal }))
}

async function lockBy(session: Postgres, request: LockRequest): Promise<AppLock> {
  const { app } = request.subject
  const client = await session.client()
  const lost = new AbortController()
  const holders = () => session.beside((other) => holdersOf(other, app)).catch(() => [])
  let takers: Promise<readonly Holder[]> | undefined
  const onEnd = (): void => {
    lost.abort()
    // Whoever ended the session has the lock a moment later, and may have given it back when this run looks for it.
    takers = firstHolders(holders)
  }
  client.once('end', onEnd)
  const takenFrom = await acquire(session, request)
  const [own] = await session.rows<{ pid: number; began: string }>(
    `SELECT pid, extract(epoch FROM backend_start)::text AS began FROM pg_stat_activity
      WHERE pid = pg_backend_pid()`,
  )
  if (!own) throw new CouldNotLook('pg_stat_activity does not show this session')
  return {
    hold: own,
    lost: lost.signal,
    takenFrom,
    async release() {
      // The lock is the session's: while that answers, nobody else has it.
      const isHeld = !lost.signal.aborted && (await answers(client))
      client.off('end', onEnd)
      await session.close()
      return isHeld ? undefined : lossOf(app, (await takers) ?? (await holders()))
    },
  }
}

/** Who holds it first from now on, looked for during a second. */
async function firstHolders(holders: () => Promise<readonly Holder[]>): Promise<readonly Holder[]> {
  for (let look = 1; ; look += 1) {
    const found = await holders()
    if (found.length > 0 || look === looksForTaker) return found
    await pause(tryEveryMs)
  }
}

async function acquire(
  session: Postgres,
  { subject, mode, journal }: LockRequest,
): Promise<string | undefined> {
  const { app } = subject
  const deadline = performance.now() + takeOverTimeoutMs
  let takenFrom: string | undefined
  for (;;) {
    const how = mode === 'alone' ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared'
    const [tried] = await session.rows<{ held: boolean }>(`SELECT ${how}($1, $2) AS held`, [
      family,
      keyOf(app),
    ])
    if (tried?.held) return takenFrom
    const [holder] = await holdersOf(session, app)
    if (mode === 'alone') throw refusal(subject, holder)
    if (holder) {
      takenFrom = said(holder)
      await recorded(journal, { what: `end the session of ${takenFrom}` }, () => end(session, holder))
    }
    if (performance.now() > deadline) throw new CouldNotLook(`${takenFrom ?? 'another run'} does not let go`)
    await pause(tryEveryMs)
  }
}

function refusal(subject: LockRequest['subject'], holder: Holder | undefined): Refusal {
  return new Refusal(
    `${subject.app} is being changed by another run${holder ? `: ${said(holder)}` : ', which has just ended'}. Wait until it has ended and run this again; \`pnpm rollback ${optionsFor(subject)}\` is never kept waiting.`,
  )
}

/** Ends the session of a run of this project. @throws CouldNotLook where it is somebody else's, or may not be ended. */
async function end(session: Postgres, holder: Holder): Promise<void> {
  if (runOf(holder.application) === undefined)
    throw new CouldNotLook(`the lock is held by ${said(holder)}, which is no run of this project`)
  await session.rows('SELECT pg_terminate_backend($1)', [holder.pid])
}

async function answers(client: { query(sql: string): Promise<unknown> }): Promise<boolean> {
  return client.query('SELECT 1').then(
    () => true,
    () => false,
  )
}
