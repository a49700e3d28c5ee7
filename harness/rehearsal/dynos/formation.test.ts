import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { createClock } from '../clock/clock.ts'
import { createAppLog } from '../log-stream/app-log.ts'
import { eventually } from '../testing/eventually.ts'
import { createFormation, type Formation } from './formation.ts'
import { type Router, startRouter } from './router.ts'

let formation: Formation
let router: Router | undefined
let maintenance = false
const running = new Set<number>()
const clock = createClock()
const release = { id: 'r', version: 41 }
let log = createAppLog(clock)
const lines = () => log.recent(1_500, {}).map((line) => line.replace(/^\S+ /, ''))

const routerLines = () => lines().filter((line) => line.startsWith('heroku[router]: '))

async function get(path: string): Promise<number> {
  const answer = await fetch(`${router?.url}${path}`)
  await answer.text()
  return answer.status
}

/** A formation that runs one of the programs of dynos/fixtures. */
async function form(program: string, waits?: Parameters<typeof startRouter>[1]): Promise<void> {
  log = createAppLog(clock)
  maintenance = false
  formation = createFormation({
    type: 'web',
    log,
    clock,
    file: fileURLToPath(new URL(`./fixtures/${program}.mjs`, import.meta.url)),
    command: `node ${program}.mjs`,
    environment: () => ({ GREETING: 'hello' }),
    release: () => release,
    processes: { started: (pid) => running.add(pid), ended: (pid) => running.delete(pid) },
  })
  router = await startRouter(() => ({ log, formation, maintenance }), waits)
}

async function up(program: string): Promise<void> {
  await form(program)
  formation.restart()
  await formation.settled()
}

afterEach(async () => {
  await formation.stop()
  await router?.stop()
  if (running.size > 0) throw new Error(`Processes left running: ${[...running].join(', ')}`)
})

describe('a dyno', () => {
  test('has the config vars, its port and a minimal PATH, and nothing of ours', async () => {
    await up('answers')
    const environment: Record<string, string> = JSON.parse(await (await fetch(router?.url ?? '')).text())
    expect(Object.keys(environment).toSorted()).toEqual(['GREETING', 'PATH', 'PORT'])
  })

  test('logs the lines of its life', async () => {
    await up('answers')
    formation.restart()
    await formation.settled()
    expect(lines()).toEqual([
      'heroku[web.1]: Starting process with command `node answers.mjs`',
      'heroku[web.1]: State changed from starting to up',
      'heroku[web.1]: Restarting',
      'heroku[web.1]: State changed from up to starting',
      'heroku[web.1]: Stopping all processes with SIGTERM',
      'heroku[web.1]: Process exited with status 143',
      'heroku[web.1]: Starting process with command `node answers.mjs`',
      'heroku[web.1]: State changed from starting to up',
    ])
  })

  test('is starting from the moment it is restarted', async () => {
    await up('answers')
    formation.restart()
    expect(formation.dyno?.state).toBe('starting')
    expect(formation.port).toBeUndefined()
  })

  test('is the last of several restarts, with one process', async () => {
    await up('answers')
    for (let i = 0; i < 5; i += 1) formation.restart()
    await formation.settled()
    expect(formation.dyno?.state).toBe('up')
    expect(running.size).toBe(1)
    expect((await fetch(router?.url ?? '')).status).toBe(200)
  })

  test('that ends by itself has crashed, says so, and is started again', async () => {
    await up('exits')
    expect(formation.dyno?.state).toBe('crashed')
    expect(lines()).toContain('app[web.1]: no configuration')
    expect(lines()).toContain('heroku[web.1]: Process exited with status 3')
    expect(lines()).toContain('heroku[web.1]: State changed from starting to crashed')
    await eventually('a second start', () =>
      lines().includes('heroku[web.1]: State changed from crashed to starting'),
    )
  })

  test('that crashes again and again waits longer each time', async () => {
    await up('exits')
    const at = (change: string): number[] =>
      log
        .recent(1_500, {})
        .filter((line) => line.endsWith(`State changed from ${change}`))
        .map((line) => Date.parse(line.split(' ')[0] ?? ''))
    await eventually('a third start', () => at('crashed to starting').length >= 2)
    const crashes = at('starting to crashed')
    // From crash to start: how long a start takes, on a busy machine, is no part of it. A timer may be late, never early.
    const [first = 0, second = 0] = at('crashed to starting').map((start, nth) => start - (crashes[nth] ?? 0))
    expect(first).toBeGreaterThan(490)
    expect(second).toBeGreaterThan(990)
    expect(second).toBeGreaterThan(first)
  })

  test('is none while its type is scaled to zero, which a release leaves so', async () => {
    await up('answers')
    formation.scale(0)
    formation.restart()
    await formation.settled()
    expect(formation.dyno).toBeUndefined()
    await eventually('its end', () => running.size === 0)
    expect(await get('/')).toBe(503)
    expect(routerLines()[0]).toContain('code=H14 desc="No web processes running"')
    formation.scale(1)
    await formation.settled()
    expect(formation.dyno?.state).toBe('up')
    expect(await get('/')).toBe(200)
  })

  test('that ignores SIGTERM is killed', async () => {
    await up('ignores-sigterm')
    formation.restart()
    await formation.settled()
    expect(lines()).toContain('heroku[web.1]: Process exited with status 137')
    expect(formation.dyno?.state).toBe('up')
  })
})

describe('the router', () => {
  test('lets a request wait for a dyno that boots, and logs what became of it', async () => {
    await form('answers')
    formation.restart()
    expect(await get('/healthz')).toBe(200)
    const [line] = await eventually('a router line', () => routerLines().length > 0 && routerLines())
    expect(line).toMatch(
      /^heroku\[router\]: at=info method=GET path="\/healthz" host=127\.0\.0\.1:\d+ request_id=\S+ fwd="127\.0\.0\.1" dyno=web\.1 connect=0ms service=\d+ms status=200 bytes=\d+ protocol=http$/,
    )
  })

  test('answers 503 with H10 where the app has crashed', async () => {
    await up('exits')
    expect(await get('/')).toBe(503)
    expect(routerLines()[0]).toMatch(
      /at=error code=H10 desc="App crashed" method=GET path="\/" .* status=503/,
    )
  })

  test('answers 503 with H13 where the dyno breaks off', async () => {
    await up('breaks-off')
    expect(await get('/')).toBe(503)
    expect(routerLines()[0]).toContain('code=H13 desc="Connection closed without response"')
  })

  test('answers 503 with H12 where the dyno does not answer in time', async () => {
    await form('never-answers', { bootWaitMs: 10_000, answerMs: 200 })
    formation.restart()
    expect(await get('/')).toBe(503)
    expect(routerLines()[0]).toContain('code=H12 desc="Request timeout"')
  })

  test('answers 503 with H20 where the dyno does not boot in time', async () => {
    await form('never-binds', { bootWaitMs: 200, answerMs: 10_000 })
    formation.restart()
    expect(await get('/')).toBe(503)
    expect(routerLines()[0]).toContain('code=H20 desc="App boot timeout"')
  })

  test('answers 503 with H80 in maintenance mode', async () => {
    await up('answers')
    maintenance = true
    expect(await get('/')).toBe(503)
    expect(routerLines()[0]).toContain('code=H80 desc="Maintenance mode"')
  })
})
