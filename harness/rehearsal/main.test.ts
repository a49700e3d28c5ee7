import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { containersOf } from './testing/containers.ts'
import { eventually } from './testing/eventually.ts'
import { postgresBase } from './testing/postgres-base.ts'
import { platformProcess, startTestPlatform, type TestPlatform } from './testing/test-platform.ts'

/** The pids of everything a run has registered: its servers and its dynos. */
function registeredPids(runFolder: string): number[] {
  return readdirSync(runFolder)
    .filter((file) => file.endsWith('.pid'))
    .map((file) => Number(file.slice(0, -'.pid'.length)))
}

/** The run folder of a platform that has not said where it is yet: `owner` holds the pid. */
function runFolderOf(pid: number | undefined): string | undefined {
  const folders = ['/dev/shm', tmpdir()].filter(existsSync).flatMap((parent) =>
    readdirSync(parent)
      .filter((name) => name.startsWith('runbook-'))
      .map((name) => join(parent, name)),
  )
  return folders.find((folder) => {
    const owner = join(folder, 'owner')
    return existsSync(owner) && readFileSync(owner, 'utf8').startsWith(`${pid}\n`)
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function everythingIsGone(runFolder: string, pids: readonly number[]): Promise<void> {
  await eventually('every process, every container and the run folder to be gone', async () => {
    const alive = [...pids.filter(isAlive), ...(await containersOf(runFolder))]
    if (alive.length > 0) throw new Error(`still alive: ${alive.join(', ')}`)
    if (existsSync(runFolder)) throw new Error(`${runFolder} is still there`)
    return true
  })
}

describe('the ready file', () => {
  let platform: TestPlatform
  beforeAll(async () => {
    platform = await startTestPlatform()
  })
  afterAll(() => platform.stop())

  test('is readable by its owner alone', () => {
    expect(statSync(platform.readyFile).mode & 0o777).toBe(0o600)
  })

  test('names everything a shell and the live path need', () => {
    const { ready } = platform
    expect(Object.keys(ready)).toEqual(
      expect.arrayContaining([
        'pid',
        'herokuBin',
        'herokuHost',
        'herokuDataHost',
        'herokuApiKey',
        'env',
        'apps',
      ]),
    )
    expect(ready.pid).toBe(platform.process.pid)
    expect(Object.keys(ready.apps)).toEqual(['shop-api-staging', 'shop-api-prod'])
    expect(ready.env).toMatchObject({
      HEROKU_HOST: ready.herokuHost,
      HEROKU_DATA_HOST: 'localhost',
      HEROKU_API_KEY: ready.herokuApiKey,
      RUNBOOK_HEROKU: ready.herokuBin,
      RUNBOOK_HEALTH_URL: `${ready.apps['shop-api-staging']?.web}/healthz`,
      RUNBOOK_HEALTH_URL_PROD: `${ready.apps['shop-api-prod']?.web}/healthz`,
    })
    expect(statSync(ready.env['GIT_CONFIG_GLOBAL'] ?? '').isFile()).toBe(true)
  })

  test('comes once both apps answer', async () => {
    const answers = Object.values(platform.ready.apps).map(({ web }) => fetch(`${web}/healthz`))
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200])
  })

  test('is beside a shell file that holds the same', () => {
    const shell = readFileSync(platform.ready.shellFile, 'utf8')
    expect(shell).toContain(`export HEROKU_HOST='${platform.ready.herokuHost}'`)
    expect(statSync(platform.ready.shellFile).mode & 0o777).toBe(0o600)
  })
})

describe('an unknown route', () => {
  let platform: TestPlatform
  beforeAll(async () => {
    platform = await startTestPlatform()
  })
  afterAll(() => platform.stop())

  test('is a 501 that names itself, and is kept for the end of the run', async () => {
    const answer = await platform.request('GET', '/apps/shop-api-staging/domains')
    expect(answer.status).toBe(501)
    expect(await answer.json()).toMatchObject({
      id: 'not_implemented',
      message: expect.stringContaining('GET /apps/shop-api-staging/domains on its api host'),
    })
    const journal = await platform.request('GET', '/rehearsal/requests')
    expect(await journal.json()).toMatchObject({
      unknownRoutes: ['GET /apps/shop-api-staging/domains (api)'],
    })
  })

  test('is also what a Data API path is on the Platform API host', async () => {
    expect((await platform.request('GET', '/client/v11/databases/postgresql-adjacent-27271')).status).toBe(
      501,
    )
  })

  test('is not told to somebody without the key', async () => {
    const answer = await fetch(`${platform.ready.herokuHost}/apps`, {
      headers: { authorization: 'Bearer wrong' },
    })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toEqual({ id: 'unauthorized', message: 'Invalid credentials provided.' })
    expect((await fetch(`${platform.ready.herokuHost}/rehearsal/state`)).status).toBe(401)
  })
})

test('with --environment there are the apps of the environments that it names alone', async () => {
  const platform = await startTestPlatform('--environment', 'prod')
  try {
    expect(Object.keys(platform.ready.apps)).toEqual(['shop-api-prod'])
    const listed = await platform.request('GET', '/apps')
    expect(await listed.json()).toMatchObject([{ name: 'shop-api-prod' }])
    const answer = await fetch(platform.ready.env['RUNBOOK_HEALTH_URL'] ?? '')
    expect(answer.status).toBe(200)
  } finally {
    await platform.stop()
  }
})

describe('the end of a platform', () => {
  for (const [how, end, exitCode] of [
    ['SIGTERM', (platform: TestPlatform) => platform.process.kill('SIGTERM'), 0],
    ['SIGINT', (platform: TestPlatform) => platform.process.kill('SIGINT'), 130],
    ['its standard input closing', (platform: TestPlatform) => platform.process.stdin.end(), 0],
    ['SIGKILL', (platform: TestPlatform) => platform.process.kill('SIGKILL'), undefined],
  ] as const) {
    test(`by ${how} leaves no process, no folder`, async () => {
      const platform = await startTestPlatform()
      const pids = registeredPids(platform.runFolder)
      const containers = await containersOf(platform.runFolder)
      expect(pids.length + containers.length, 'two servers and two dynos').toBeGreaterThanOrEqual(4)
      expect(pids.every(isAlive)).toBe(true)

      end(platform)
      const result = await platform.process
      expect(result.exitCode).toBe(exitCode)
      expect(result.all).toContain(`. ${platform.ready.shellFile}`)
      expect(result.all, 'no password').not.toMatch(/p[0-9a-f]{64}/)
      await everythingIsGone(platform.runFolder, pids)
      expect(existsSync(platform.readyFile)).toBe(how === 'SIGKILL')
      await platform.stop()
    })
  }

  test('before it is ready leaves nothing either', async () => {
    const platform = platformProcess('--postgres', postgresBase())
    const runFolder = await eventually('the run folder', () => runFolderOf(platform.pid))
    await eventually(
      'a first process or container',
      async () => registeredPids(runFolder).length + (await containersOf(runFolder)).length > 0,
    )
    const pids = registeredPids(runFolder)
    platform.kill('SIGTERM')
    expect((await platform).exitCode).toBe(0)
    await everythingIsGone(runFolder, pids)
  })
})

describe('the command line', () => {
  for (const [argument, value, accepted] of [
    ['--environment', 'stagging', 'staging, prod'],
    ['--plan', 'hobby-dev', 'essential-0 to essential-2, or standard-N'],
    ['--new-credential-grants', 'all', 'none, select'],
    ['--ready-file', '/nowhere/ready.json', 'a file in a folder that exists'],
    ['--postgres', 'podman', 'embedded, container, system'],
    ['--credential-provisioning-ms', 'soon', 'a whole number'],
  ] as const) {
    test(`refuses ${argument} ${value} in a line that says what is accepted`, async () => {
      const { exitCode, all } = await platformProcess(argument, value)
      expect(exitCode).toBe(2)
      expect(all).toContain(`'${value}'`)
      expect(all).toContain(accepted)
      expect(all.split('\n')).toHaveLength(1)
    })
  }
})
