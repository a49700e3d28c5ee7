import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../testing/eventually.ts'
import { startTestPlatform, type TestPlatform } from '../testing/test-platform.ts'

const app = 'shop-api-staging'

describe('heroku logs', () => {
  let platform: TestPlatform
  const say = (line: string | string[], more = {}) =>
    platform.request('POST', '/rehearsal/logs', { app, line, ...more })
  const session = async (body: object) => {
    const answer = await platform.request('POST', `/apps/${app}/log-sessions`, body)
    const created: { logplex_url: string } = JSON.parse(await answer.text())
    return created
  }
  beforeAll(async () => {
    platform = await startTestPlatform('--environment', 'staging')
    for (let i = 1; i <= 120; i += 1) await say(`tick ${i}  with  spaces`)
  })
  afterAll(() => platform.stop())

  test('prints the last 100 lines, unchanged, and ends', async () => {
    const { exitCode, stdout } = await platform.heroku('logs', '-a', app)
    const lines = stdout.split('\n').filter((line) => line.includes('tick'))
    expect(exitCode).toBe(0)
    expect(stdout.split('\n')).toHaveLength(100)
    expect(lines.at(-1)).toMatch(/ app\[web\.1\]: tick 120 {2}with {2}spaces$/)
  })

  test('prints as many as -n asks for, of one source and dyno', async () => {
    await say('migrated', { source: 'app', dyno: 'run.1' })
    const { stdout } = await platform.heroku('logs', '-a', app, '-n', '1500', '-s', 'app', '-d', 'run.1')
    expect(stdout.split('\n')).toEqual([expect.stringMatching(/ app\[run\.1\]: migrated$/)])
  })

  test('--tail follows until it is stopped', async () => {
    const tail = platform.herokuProcess('logs', '-a', app, '--tail', '-n', '1')
    let seen = ''
    tail.stdout.on('data', (chunk: Buffer) => {
      seen += String(chunk)
    })
    await eventually('the line before', () => seen.includes('app['))
    await say('permission denied for table orders')
    await eventually('the line after', () => seen.includes('permission denied for table orders'))
    tail.kill('SIGINT')
    expect((await tail).signal).toBe('SIGINT')
    expect(seen.trim().split('\n')).toHaveLength(2)
  })

  test('a stream that is closed is opened again by the CLI, and has the last lines again', async () => {
    await say(['one', 'two'], { dyno: 'closed.1' })
    await platform.request('POST', '/rehearsal/log-streams', { closeAfterMs: 200 })
    const tail = platform.herokuProcess('logs', '-a', app, '--tail', '-d', 'closed.1')
    let seen = ''
    tail.stdout.on('data', (chunk: Buffer) => {
      seen += String(chunk)
    })
    await eventually('the lines, twice', () => seen.match(/(one|two)$/gm)?.length === 4)
    await platform.request('POST', '/rehearsal/log-streams', { closeAfterMs: null })
    tail.kill('SIGINT')
    await tail
    expect(seen.match(/(one|two)$/gm)).toEqual(['one', 'two', 'one', 'two'])
  })

  test("a session's URL can be opened for five minutes", async () => {
    const { logplex_url } = await session({ lines: 1 })
    expect((await fetch(logplex_url)).status).toBe(200)
    await platform.request('POST', '/rehearsal/clock', { seconds: 301 })
    expect((await fetch(logplex_url)).status).toBe(404)
  })
})
