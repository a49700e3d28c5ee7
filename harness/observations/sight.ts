import { setTimeout as pause } from 'node:timers/promises'
import pLimit from 'p-limit'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import { reportsFolder } from '../evidence/reports-folder.ts'
import { herokuTime } from '../heroku/clock.ts'
import { checkpointsHere } from '../journal/checkpoints.ts'
import type { Postgres } from '../postgres/postgres.ts'
import { readRecording } from '../recording/read-recording.ts'
import { recordingsFolder, recordingsOf } from '../recording/recording-folder.ts'
import type { ConnectionUrl } from '../secrets/secret.ts'
import { ownerUrl } from '../world/owner-url.ts'
import type { World } from '../world/world.ts'
import { askHealth } from './app/health.ts'
import { runSmoke } from './app/smoke.ts'
import { readCredentialRoles } from './database/credential-roles.ts'
import { readEarlierCounts } from './database/earlier-counts.ts'
import { foreignRelations } from './database/foreign-relations.ts'
import { tryLogin } from './database/login.ts'
import { type Sessions, watchSessions } from './database/sessions.ts'
import { type LogReading, readingOf } from './log-reading.ts'
import type { Entrance, Observations, Recorded, Sight } from './observations.ts'
import { readRolePrivileges } from './privileges.ts'
import { askForDenial, isPostgresOwn, isShown } from './proof.ts'
import { settingsIn } from './settings.ts'

/** Long enough for a pool to open what it opens, short enough to wait for. */
const usualWatchMs = 2_000

/** What of a world can be looked at. */
export type Visible = Pick<
  World,
  | 'app'
  | 'owner'
  | 'restricted'
  | 'privileges'
  | 'subject'
  | 'target'
  | 'expectedPhase'
  | 'logSince'
  | 'proof'
>

/**
 * Opens the eyes on a world: what is seen is what was there when it was first asked for.
 * @param watchMs how long sessions are watched, in milliseconds.
 */
export function sightOf(world: Visible, watchMs: number = usualWatchMs): Sight {
  const { app, owner, restricted, subject, expectedPhase, logSince } = world
  // They share a session of Postgres, and what is a transaction is not to be looked into.
  const inTurn = pLimit(1)
  const asOwner = <T>(look: () => Promise<T>) => once(() => inTurn(look))
  const log = once(() => readLog(world))
  return {
    asked: { subject, expectedPhase, logSince },
    clock: once(() => readClock(world)),
    settings: once(async () => settingsIn(await app.configVars(), subject)),
    releases: once(() => app.releases()),
    dynos: once(() => app.dynos()),
    database: once(() => app.database()),
    credential: once(() => app.credential(subject.role)),
    log,
    proof: once(async () => {
      if (!world.proof) return 'not asked for'
      return isShown((await log()).lines, world.proof.nonce) ? 'came back' : 'did not come back'
    }),
    recorded: once(() => readRecorded(world)),
    entrance: asOwner(() => tryEntrance(world)),
    roles: asOwner(() => readCredentialRoles(owner, subject.role)),
    privileges: asOwner(() => readRolePrivileges(world)),
    foreign: asOwner(() => foreignRelations(owner, Object.keys(subject.policy.schemas))),
    login: once(async () => {
      const { restricted: found } = settingsIn(await app.configVars(), subject)
      return found.is === 'set' ? tryLogin(restricted, subject.role) : { is: 'no URL', instead: found }
    }),
    // It takes a while, and keeps nobody waiting.
    sessions: once(() => owner.beside((session) => watch(world, session, watchMs))),
    sessionsNow: asOwner(() => watch(world, owner, 0)),
    earlier: once(() =>
      readEarlierCounts(reportsFolder(world.target.env), subject, checkpointsHere(subject, world.target.env)),
    ),
    checkpoints: once(async () => checkpointsHere(subject, world.target.env)),
    health: once(() => askHealth(world)),
    smoke: once(() => runSmoke(world)),
  }
}

/** Looks at several things at the same moment: what Heroku is asked then shares a process of its CLI. */
export function seeing<Name extends keyof Observations>(
  ...names: readonly Name[]
): (sight: Sight) => Promise<Pick<Observations, Name>> {
  return async (sight) => {
    const seen = await Promise.all(names.map(async (name) => [name, await sight[name]()] as const))
    return Object.fromEntries(seen) as Pick<Observations, Name>
  }
}

function once<T>(look: () => Promise<T>): () => Promise<T> {
  let seen: Promise<T> | undefined
  return () => {
    seen ??= look()
    return seen
  }
}

/** This machine's clock may be off, and a rehearsal's is moved: it is not asked. */
async function readClock({ app, target }: Visible): Promise<Date> {
  try {
    return await herokuTime(target.env)
  } catch (error) {
    if (!(error instanceof CouldNotLook)) throw error
    // Who needs the time needs the releases too, and hears of what went wrong there.
    const known = await app.releases().catch(() => undefined)
    return new Date(known?.newestFirst[0]?.created_at ?? 0)
  }
}

/** From the oldest release on that is seen: from when a denial counts is for the verdict to say. */
async function readRecorded(world: Visible): Promise<Recorded> {
  const { app, subject, target } = world
  const folder = recordingsFolder(target.env)
  if (recordingsOf(folder, subject.app).length === 0) return { intervals: [], denials: [] }
  const { newestFirst } = await app.releases()
  const from = new Date(newestFirst.at(-1)?.created_at ?? 0)
  return readRecording(folder, subject.app, from, await readClock(world))
}

/** How often the log is read where it has lines of Postgres's own and not yet the one that was asked for. */
const looksForProof = 3
const lookAgainMs = 1_500

/** The log, with the denial in it that was asked for first, where one is to be. */
async function readLog({ app, subject, proof }: Visible): Promise<LogReading> {
  if (proof && !proof.isAskedFor) {
    const url = async (): Promise<ConnectionUrl> => {
      const found = (await app.configVars()).url(subject.configVars.restricted)
      if (!found) throw new CouldNotLook(`${subject.configVars.restricted} holds no connection URL`)
      return found
    }
    // That it could not be asked for shows in the log that does not have it.
    await askForDenial(url, proof.nonce).catch(() => {})
  }
  for (let look = 1; ; look += 1) {
    const reading = readingOf(await (look === 1 ? app.log() : app.logAnew()))
    const isLate = proof && reading.lines.some(isPostgresOwn) && !isShown(reading.lines, proof.nonce)
    if (!isLate || look === looksForProof) return reading
    await pause(lookAgainMs)
  }
}

async function tryEntrance({ app, owner, subject }: Visible): Promise<Entrance> {
  // Without a URL to knock with nothing is known of the database.
  await ownerUrl(app, subject)
  try {
    await owner.rows('SELECT 1')
    return 'open'
  } catch (error) {
    if (error instanceof CouldNotLook) return { closed: error.message }
    throw error
  }
}

/** An app that nobody asks may hold no session: it is asked first, and what it answers is another rule's business. */
async function watch(world: Visible, session: Postgres, ms: number): Promise<Sessions> {
  await askHealth(world).catch(() => undefined)
  return watchSessions(session, ms)
}
