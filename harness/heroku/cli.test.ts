import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { descendants } from '../cli/testing/processes.ts'
import { RehearsedApp } from '../cli/testing/rehearsed-app.ts'
import { waitUntil } from '../evidence/wait-until.ts'
import { ConnectionUrl, Secret } from '../secrets/secret.ts'
import { openWorld } from '../world/world.ts'
import { HerokuApp } from './app.ts'
import { type Heroku, herokuCli, herokuReads } from './cli.ts'
import { HerokuCliError } from './cli-error.ts'
import { CliSession } from './cli-session.ts'
import { CliSessions } from './cli-sessions.ts'
import { CliOutput } from './output.ts'
import { readAhead, sessionsBehind, takingOver } from './read-ahead.ts'

// The real CLI against the rehearsal platform.

const app = 'shop-api-staging'
const database = 'DATABASE'
const noCommand = { args: [], hasSecret: false }
const within = { timeoutMs: 5_000, everyMs: 10 }
let staging: RehearsedApp
let calls: string[] = []

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: false })
})

afterAll(() => staging.stop())

function driver(env: NodeJS.ProcessEnv = {}, signal?: AbortSignal): Heroku {
  calls = []
  return herokuCli({
    bin: staging.env['RUNBOOK_HEROKU'] ?? '',
    app,
    env: Object.keys(env).length === 0 ? staging.env : { ...staging.env, ...env },
    signal: () => signal,
    onCall: (command) => calls.push(command),
  })
}

const failureOf = async (work: Promise<unknown>): Promise<HerokuCliError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof HerokuCliError) return error
  throw new Error(`expected a HerokuCliError, got ${String(error)}`)
}

describe('the driver of the Heroku CLI', () => {
  it('keeps a value one argument, whatever is in it', async () => {
    const value = 'two words; $(touch pwned) "quoted" \\ <x>'
    await driver()`config:set ODD=${value}`
    expect(await staging.api.configVars()).toMatchObject({ ODD: value })
  })

  it('sets a secret that it never shows', async () => {
    const secret = new Secret('correct horse battery staple')
    const output = await driver()`config:set HIDDEN=${secret}`
    expect(calls).toEqual([`heroku config:set HIDDEN=*** -a ${app}`])
    expect(output.toString()).not.toContain('battery')
    expect(await staging.api.configVars()).toMatchObject({ HIDDEN: secret.reveal() })
  })

  it('masks the password in what pg:credentials:url prints', async () => {
    const output = await driver()`pg:credentials:url DATABASE`
    const url = new ConnectionUrl(/postgres:\S+/.exec(output.reveal())?.[0] ?? '')
    expect(url.user).toMatch(/^u/)
    expect(output.toString()).toContain('Connection URL')
    expect(output.toString()).not.toContain(new URL(url.reveal()).password)
  })

  it.each([
    ['refused', {}, 'pg:info', 'no-such-app', "Couldn't find that app."],
    ['not-logged-in', { HEROKU_API_KEY: 'wrong' }, 'ps', app, 'HEROKU_API_KEY is invalid'],
  ] as const)('says of a failure whether it is one: %s', async (failure, env, command, name, said) => {
    const heroku = herokuCli({
      bin: staging.env['RUNBOOK_HEROKU'] ?? '',
      app: name,
      env: { ...staging.env, ...env },
      signal: () => undefined,
    })
    const error = await failureOf(heroku`${command}`)
    expect(error.failure).toBe(failure)
    expect(error.message).toContain(`\`heroku ${command} -a ${name}\` ended with exit status`)
    expect(error.message).toContain(said)
    expect(error.cause).toBeUndefined()
  })

  it('names a CLI that is not there', async () => {
    const heroku = herokuCli({ bin: '/nowhere/heroku', app, env: staging.env, signal: () => undefined })
    expect((await failureOf(heroku`ps`)).failure).toBe('not-installed')
  })

  it('ends a command under way when the run is interrupted', async () => {
    const error = await failureOf(driver({}, AbortSignal.timeout(300))`logs --tail`)
    expect(error.failure).toBe('interrupted')
  })
})

describe('processes of the CLI', () => {
  let folder: string
  let counting: string

  // The CLI, started by a script that notes each start.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'counting-cli-'))
    counting = join(folder, 'heroku')
    const script = `#!/bin/sh\necho started >> '${folder}/starts'\nexec '${staging.env['RUNBOOK_HEROKU']}' "$@"\n`
    await writeFile(counting, script, { mode: 0o700 })
  })

  beforeEach(() => writeFile(join(folder, 'starts'), ''))

  afterAll(() => rm(folder, { recursive: true }))

  const starts = async (): Promise<number> =>
    (await readFile(join(folder, 'starts'), 'utf8')).split('\n').length - 1

  const reads = (env: NodeJS.ProcessEnv = {}, name = app): Heroku => {
    calls = []
    const onCall = (command: string) => calls.push(command)
    return herokuReads({
      bin: counting,
      app: name,
      env: { ...staging.env, ...env },
      signal: () => undefined,
      onCall,
    })
  }

  it('run what is asked for next, what changes something too, and each command has its own output', async () => {
    const sessions = new CliSessions({ bin: counting, env: staging.env })
    const options = { bin: counting, app, env: staging.env, signal: () => undefined, sessions }
    const [act, look] = [herokuCli(options), herokuReads(options)]
    const before = await look`config --json`
    expect(before.json()).toEqual(await staging.api.configVars())
    const set = await act`config:set NEXT=${'one\ntwo'}`
    expect(set.toString()).toContain('NEXT')
    const after = await look`config --json`
    expect(after.json()).toEqual({ ...(before.json() as object), NEXT: 'one\ntwo' })
    expect(await starts()).toBe(1)
    sessions.end()
  })

  it('say nothing from the eleventh command on that the first did not: Node would warn of it', async () => {
    const lines = Array.from({ length: 12 }, (_, n) => ({
      args: ['config:set', `MANY=${n}`, '-a', app],
      hasSecret: false,
    }))
    const session = new CliSession({ bin: counting, env: staging.env }, lines[0] ?? noCommand)
    for (const line of lines) {
      const { stderr } = await session.run(line, undefined)
      expect(stderr).toMatch(/^Setting MANY and restarting .+\.\.\. done, v\d+$/)
    }
    session.end()
  })

  it('name the release that they made, whatever is warned of after it', () => {
    const warned = 'Setting A and restarting shop... done, v45\n(node:1) Warning: of something'
    expect(new CliOutput('', warned).release).toBe(45)
    expect(new CliOutput('', 'Setting A and restarting shop... done, v45').release).toBe(45)
    expect(new CliOutput('', 'Restarting all dynos on shop... done').release).toBeUndefined()
  })

  it('ask git for none of them which app is meant', async () => {
    const asked = join(folder, 'asked-of-git')
    await writeFile(join(folder, 'git'), `#!/bin/sh\necho "$@" >> '${asked}'\nexit 1\n`, { mode: 0o700 })
    const heroku = reads({ PATH: `${folder}:${staging.env['PATH']}` })
    await Promise.all([heroku`ps --json`, heroku`config --json`])
    // What it configures git with, for a clone over HTTPS.
    const ofCredentials = /^config --global (--get )?credential\./
    expect((await readFile(asked, 'utf8')).split('\n').filter((line) => !ofCredentials.test(line))).toEqual([
      '',
    ])
  })

  it('are not asked again once a command has ended one, or was interrupted in it', async () => {
    const sessions = new CliSessions({ bin: counting, env: staging.env })
    let signal: AbortSignal | undefined
    const heroku = herokuCli({ bin: counting, app, env: staging.env, signal: () => signal, sessions })
    expect((await failureOf(heroku`pg:credentials:url DATABASE --name nobody`)).failure).toBe('refused')
    expect((await heroku`ps --json`).json()).toMatchObject([{ type: 'web' }])
    signal = AbortSignal.timeout(300)
    expect((await failureOf(heroku`logs --tail`)).failure).toBe('interrupted')
    signal = undefined
    expect((await heroku`ps --json`).json()).toMatchObject([{ type: 'web' }])
    expect(await starts()).toBe(3)
    sessions.end()
  })

  it('serve two who ask at the same time in two, so that neither waits for the other', async () => {
    const sessions = new CliSessions({ bin: counting, env: staging.env })
    const heroku = herokuCli({ bin: counting, app, env: staging.env, signal: () => undefined, sessions })
    const stop = new AbortController()
    const tail = herokuCli({ bin: counting, app, env: staging.env, signal: () => stop.signal, sessions })
    const tailing = failureOf(tail`logs --tail`)
    expect((await heroku`ps --json`).json()).toMatchObject([{ type: 'web' }])
    stop.abort()
    expect((await tailing).failure).toBe('interrupted')
    expect(await starts()).toBe(2)
    sessions.end()
  })

  it('are those of the shell, whoever asks, and of no other shell', async () => {
    await rm(join(folder, 'starts'), { force: true })
    const [here, there] = [{ ...staging.env }, { ...staging.env, HEROKU_API_KEY: 'wrong' }]
    const asking = (env: NodeJS.ProcessEnv) =>
      herokuReads({ bin: counting, app, env, signal: () => undefined })
    await asking(here)`ps --json`
    await asking(here)`config --json`
    expect(await starts()).toBe(1)
    expect((await failureOf(asking(there)`ps --json`)).failure).toBe('not-logged-in')
    expect(await starts()).toBe(2)
  })

  it('outlive what a spec file closes at its end', async () => {
    const { subject } = staging.hand
    const env = { ...staging.env, RUNBOOK_HEROKU: counting }
    const options = { subject, expectedPhase: 'soaking', permit: 'look', env } as const
    const world = openWorld({ ...options, signal: () => undefined, onCall: () => {} })
    await world.app.dynos()
    await world.close()
    world.app.forget()
    await world.app.dynos()
    expect(await starts()).toBe(1)
  })

  it('end with what holds them, and wait for that without work', async () => {
    const sessions = new CliSessions({ bin: staging.env['RUNBOOK_HEROKU'] ?? '', env: staging.env })
    const heroku = herokuCli({ bin: '', app, env: staging.env, signal: () => undefined, sessions })
    const known = new Set(descendants(process.pid).map(({ pid }) => pid))
    await heroku`ps --json`
    const waiting = () => descendants(process.pid).filter(({ pid }) => !known.has(pid))
    expect(waiting()).toMatchObject([{ commandLine: expect.stringContaining(`ps --json -a ${app}`) }])
    sessions.end()
    const isGone = await waitUntil(async () => ({ holds: waiting().length === 0, saw: '' }), within)
    expect(isGone.holds).toBe(true)
  })

  it('end in the middle of a command with what holds them: another run may change the app by then', async () => {
    const known = new Set(descendants(process.pid).map(({ pid }) => pid))
    const line = { args: ['logs', '--tail', '-a', app], hasSecret: false }
    const session = new CliSession({ bin: staging.env['RUNBOOK_HEROKU'] ?? '', env: staging.env }, line)
    const before = (await staging.requests()).length
    const running = session.run(line, undefined)
    const isAsked = async () => (await staging.requests()).length > before
    const begun = await waitUntil(async () => ({ holds: await isAsked(), saw: '' }), {
      ...within,
      timeoutMs: 60_000,
    })
    expect(begun.holds).toBe(true)
    session.end()
    expect(await running).toMatchObject({ failure: { exitCode: undefined } })
    expect(descendants(process.pid).filter(({ pid }) => !known.has(pid))).toEqual([])
  })

  it('take reads that are asked for at the same moment together, and each has its own output', async () => {
    const heroku = reads()
    const printed = await Promise.all([heroku`config --json`, heroku`releases --json`, heroku`ps --json`])
    const [config, releases, dynos] = printed.map((output) => output.json())
    expect(config).toEqual(await staging.api.configVars())
    expect(releases).toMatchObject([{ version: expect.any(Number) }, ...(releases as []).slice(1)])
    expect(dynos).toMatchObject([{ state: 'up', type: 'web' }])
    expect(await starts()).toBe(1)
  })

  it('end each read in its own way: one that fails, with its own words, and one after it', async () => {
    const heroku = reads()
    const [before, failed, after] = await Promise.allSettled([
      heroku`ps --json`,
      heroku`pg:credentials:url DATABASE --name nobody`,
      heroku`config --json`,
    ])
    expect(before).toMatchObject({ status: 'fulfilled' })
    const { exitCode, said } = await failureOf(driver()`pg:credentials:url DATABASE --name nobody`)
    expect(failed).toMatchObject({ status: 'rejected', reason: { failure: 'refused', exitCode, said } })
    expect(after.status === 'fulfilled' && after.value.json()).toEqual(await staging.api.configVars())
    expect(await starts()).toBe(2)
  })

  it('are asked no read after one that says what holds for all, nobody is logged in, and none is told of that did not run', async () => {
    const heroku = reads({ HEROKU_API_KEY: 'wrong' })
    const ended = await Promise.allSettled([heroku`ps --json`, heroku`config --json`])
    expect(ended).toMatchObject([
      { reason: { failure: 'not-logged-in', message: expect.stringContaining('heroku ps --json') } },
      { reason: { failure: 'not-logged-in', message: expect.stringContaining('heroku config --json') } },
    ])
    expect(calls).toEqual([`heroku ps --json -a ${app}`])
    expect(await starts()).toBe(1)
  })
})

describe('the app, as Heroku describes it', () => {
  it('is asked each thing once until it is told to forget', async () => {
    const heroku = new HerokuApp({ app, database }, driver())
    await Promise.all([heroku.dynos(), heroku.dynos()])
    expect(calls).toHaveLength(1)
    heroku.forget()
    await heroku.dynos()
    expect(calls).toHaveLength(2)
  })

  // The CLI takes 8 s to give up: what the driver says of it, and that nothing more is asked, are seen in one go.
  it('is not asked again once nobody answers, which is a failure of its own: unreachable', async () => {
    const heroku = new HerokuApp({ app, database }, driver({ HEROKU_HOST: 'http://127.0.0.1:9' }))
    const error = await failureOf(heroku.dynos())
    expect(error.failure).toBe('unreachable')
    expect(error.message).toMatch(/`heroku ps --json -a .+` ended with exit status 1: [^]*ECONNREFUSED/)
    expect(error.cause).toBeUndefined()
    await expect(heroku.releases()).rejects.toThrow('ECONNREFUSED')
    expect(calls).toHaveLength(1)
  })

  it('has a credential that does not exist, in words of Heroku', async () => {
    const credential = await new HerokuApp({ app, database }, driver()).credential('nobody')
    expect(credential.state).toBe('unavailable')
  })
})

describe('what is read ahead', () => {
  const options = () => ({
    bin: staging.env['RUNBOOK_HEROKU'] ?? '',
    app,
    database,
    env: staging.env,
    signal: () => undefined,
  })

  it('is taken over by who asks first, and asked anew by who asks again', async () => {
    const ahead = readAhead(options(), (heroku) => [heroku.dynos()])
    const heroku = new HerokuApp(
      { app, database },
      herokuCli({ ...options(), run: takingOver(ahead.channel) }),
    )
    const before = (await staging.requests()).length
    const asked = async () =>
      (await staging.requests()).slice(before).filter((request) => request === `GET /apps/${app}/dynos`)
    expect(await heroku.dynos()).not.toEqual([])
    expect(await asked()).toHaveLength(1)
    heroku.forget()
    await heroku.dynos()
    expect(await asked()).toHaveLength(2)
    ahead.end()
  })

  it('lends its process to who took it over, for what changes something too', async () => {
    const ahead = readAhead(options(), (heroku) => [heroku.dynos()])
    const taken: string[] = []
    const taker = {
      ...options(),
      bin: '/nowhere/heroku',
      run: takingOver(ahead.channel),
      sessions: sessionsBehind(ahead.channel),
      onCall: (command: string) => taken.push(command),
    }
    const secret = new Secret('lent and never shown')
    await herokuCli(taker)`config:set LENT=${secret}`
    expect(await staging.api.configVars()).toMatchObject({ LENT: secret.reveal() })
    expect(taken).toEqual([`heroku config:set LENT=*** -a ${app}`])
    const interrupted = herokuCli({ ...taker, signal: () => AbortSignal.timeout(300) })`logs --tail`
    expect((await failureOf(interrupted)).failure).toBe('interrupted')
    ahead.end()
  })

  it('is ended where nobody waits for it any more', async () => {
    const before = new Set(descendants(process.pid).map(({ pid }) => pid))
    const ofTheCli = () =>
      descendants(process.pid).filter(
        ({ pid, commandLine }) => commandLine.includes('ps --json') && !before.has(pid),
      )
    const ahead = readAhead(options(), (heroku) => [heroku.dynos()])
    const isThere = await waitUntil(async () => ({ holds: ofTheCli().length > 0, saw: '' }), within)
    expect(isThere.holds).toBe(true)
    ahead.end()
    const isGone = await waitUntil(async () => ({ holds: ofTheCli().length === 0, saw: '' }), within)
    expect(isGone.holds).toBe(true)
  })
})
