import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RehearsedApp } from '../../cli/testing/rehearsed-app.ts'
import type { Observations, Sight } from '../../observations/observations.ts'
import { sightOf } from '../../observations/sight.ts'
import { makeOwnFolder } from '../../planting/own-folder.ts'
import { recordDrain } from '../../recording/record-drain.ts'
import { setTheCredentialsUrl } from '../../runbook/shared/credentials-url.ts'
import { openWorld, type World } from '../../world/world.ts'
import { urlIsTheCredentials } from '../config-vars/stale-url.ts'
import { restrictedUrlLogsIn } from '../database/role-logs-in.ts'
import { diagnose } from '../diagnosis.ts'
import { judged } from '../rule.ts'
import { rows } from './all-rows.fixture.ts'
import { type Plant, plants, plantsBefore } from './plants.fixture.ts'
import { type Row, type Told, tell } from './row.fixture.ts'

// The rows are data; here the same are brought about on the real Heroku CLI and the real Postgres, and seen as what the
// rows say they look like. What a plant does not touch was seen once, before it.

/** A held session and a pool are there at once: the look need not be long. */
const watchMs = 300

const ofHeroku: readonly (keyof Observations)[] = [
  'settings',
  'releases',
  'dynos',
  'database',
  'credential',
  'log',
]

const row = (planted: string): Row => {
  const found = rows.find((candidate) => candidate.planted === planted)
  if (!found) throw new Error(`no row '${planted}'`)
  return found
}
const verdictOf = ({
  fails = [],
  blind = [],
  names = [],
}: Pick<Row, 'fails' | 'blind' | 'names'>): object => ({
  fails: fails.toSorted(),
  blind: blind.toSorted(),
  names: names.toSorted(),
})

/** Looks at what a plant shows in anew, and keeps the rest as it was. */
function lookAgain(eyes: World, before: Sight, sees: readonly (keyof Observations)[], logSince: Date): Sight {
  // The hand forgets what it read whenever it plants; the eyes only where Heroku's answers are to be others.
  if (sees.some((name) => ofHeroku.includes(name))) eyes.app.forget()
  const again = sightOf({ ...eyes, logSince }, watchMs)
  return { ...before, asked: again.asked, ...Object.fromEntries(sees.map((name) => [name, again[name]])) }
}

async function reported(app: RehearsedApp, eyes: World, before: Sight, planted: Plant): Promise<Told> {
  const since = new Date()
  await planted.plant(app, before)
  await eyes.close()
  const restart = (): Promise<void> =>
    app.hand.rehearsal.control('stand-in', { app: app.name, ignoreFlag: false })
  if (planted.restarts) await restart()
  try {
    return await tell(lookAgain(eyes, before, planted.sees, since))
  } finally {
    await planted.takeBack(app, before)
    await eyes.close()
    if (planted.restarts) await restart()
  }
}

const isWrong = 'restricted-url-wrong'
/** What a config var may hold instead of the credential's URL. */
const wrongUrls: readonly (readonly [string, (real: URL) => string | null, string])[] = [
  ['nothing', () => null, 'restricted-url-missing'],
  ['an empty value', () => '', 'restricted-url-missing'],
  ['a space', () => ' ', isWrong],
  ['a line break', () => '\n', isWrong],
  ['a bad escape', ({ href, password }) => href.replace(password, '100%x'), isWrong],
  ['another scheme', ({ href }) => href.replace('postgres:', 'mysql:'), isWrong],
  ['two URLs', ({ href }) => `${href} ${href}`, isWrong],
  ['two URLs without a space', ({ href }) => `${href}${href}`, isWrong],
  ['a line break at the end', ({ href }) => `${href}\n`, isWrong],
  ['no host', ({ href, host }) => href.replace(host, ''), isWrong],
  ['another role', ({ href, username }) => href.replace(username, 'somebody'), isWrong],
  ['no role', ({ href, username, password }) => href.replace(`${username}:${password}@`, ''), isWrong],
  ['another database', ({ href, pathname }) => href.replace(pathname, '/d0'), 'stale-url'],
  ['no password', ({ href, password }) => href.replace(`:${password}`, ''), 'stale-url'],
]

describe('on an app that the runbook was carried out on', () => {
  let app: RehearsedApp
  let eyes: World
  let before: Sight

  beforeAll(async () => {
    app = await RehearsedApp.start({ provisioned: true })
    eyes = app.handAt('staging')
    before = sightOf(eyes)
  })

  afterAll(async () => {
    await eyes.close()
    await app.stop()
  })

  it('nothing is amiss', async () => {
    expect(verdictOf(await tell(before))).toEqual(verdictOf(row('Nothing: a soaking app in order')))
  })

  // Before a rotation is begun among the others.
  it.each(wrongUrls)('%s is one finding with its fix, and Step 3 mends it', async (_, wrong, code) => {
    const { subject, rehearsal } = app.hand
    const { restricted } = subject.configVars
    const real = new URL((await app.hand.app.credentialUrl(subject.role)).reveal())
    await app.api.setConfigVars({ [restricted]: wrong(real) })
    const look = (): Sight => lookAgain(eyes, before, ['settings', 'login'], new Date())
    const found = await diagnose(look())
    expect(
      found.flatMap(({ standing }) => (standing.is === 'present' ? standing.findings : [])),
    ).toMatchObject([{ code, object: restricted, fix: expect.stringContaining('test:provision') }])
    expect((await judged(urlIsTheCredentials, look())).findings).toMatchObject([{ code, object: restricted }])
    await setTheCredentialsUrl(app.hand)
    expect(await judged(urlIsTheCredentials, look())).toMatchObject({ findings: [], unseen: undefined })
    expect((await judged(restrictedUrlLogsIn, look())).findings).toEqual([])
    expect((await app.api.configVars())[restricted]).toBe(real.href)
    await rehearsal.control('stand-in', { app: app.name, ignoreFlag: false })
  })

  it.each(Object.entries(plants))('%s', async (planted, plant) => {
    expect(verdictOf(await reported(app, eyes, before, plant))).toEqual(verdictOf(row(planted)))
  })

  it('what was recorded since the flag was set is seen, though a var was set since whose name begins like it', async () => {
    const { flag } = app.hand.subject.configVars
    const setAt = async (): Promise<number> => Date.parse((await app.api.newestFirst())[0]?.created_at ?? '')
    const flagSetAt = await setAt()
    await app.hand.rehearsal.control('clock', { seconds: 60 })
    await app.api.setConfigVars({ [`${flag}_NOTE`]: 'x' })
    const noteSetAt = await setAt()
    const folder = makeOwnFolder()
    const drained = join(folder, 'drain.log')
    const between = new Date((flagSetAt + noteSetAt) / 2).toISOString()
    const text = 'ERROR: permission denied for table ledger'
    writeFileSync(drained, `<190>1 ${between} host app web.1 - ${text}\n`)
    await recordDrain({ app: app.name, folder, file: drained })
    const world = openWorld({
      subject: app.hand.subject,
      expectedPhase: 'soaking',
      permit: 'look',
      env: { ...app.env, RUNBOOK_RECORDINGS: folder },
      signal: () => undefined,
      onCall: () => {},
    })
    const { denials } = await sightOf(world).recorded()
    await world.close()
    rmSync(folder, { recursive: true })
    expect(denials.map(({ object }) => object)).toEqual(['ledger'])
  })
})

describe('on an app that nobody has begun to provision', () => {
  let app: RehearsedApp
  let eyes: World
  let before: Sight

  beforeAll(async () => {
    app = await RehearsedApp.start({ provisioned: false })
    eyes = app.handAt('staging')
    before = sightOf(eyes)
  })

  afterAll(async () => {
    await eyes.close()
    await app.stop()
  })

  it('nothing is amiss', async () => {
    expect(verdictOf(await tell(before))).toEqual(verdictOf(row('Nothing: an app on which nobody has begun')))
  })

  it.each(Object.entries(plantsBefore))('%s', async (planted, plant) => {
    expect(verdictOf(await reported(app, eyes, before, plant))).toEqual(verdictOf(row(planted)))
  })
})
