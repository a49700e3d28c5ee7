import { expect, test } from 'vitest'
import { createClock } from '../clock/clock.ts'
import { createAppLog } from './app-log.ts'

test('keeps the last 1,500 lines', () => {
  const log = createAppLog(createClock())
  for (let i = 1; i <= 1_501; i += 1) log.append('app', 'web.1', `line ${i}`)
  const lines = log.recent(10_000, {})
  expect(lines).toHaveLength(1_500)
  expect(lines[0]).toMatch(/ app\[web\.1\]: line 2$/)
  expect(lines.at(-1)).toMatch(/ app\[web\.1\]: line 1501$/)
})

test("keeps a line for a week of the platform's clock", () => {
  const clock = createClock()
  const log = createAppLog(clock)
  log.append('app', 'web.1', 'old')
  clock.advance(7 * 24 * 60 * 60 - 60)
  log.append('app', 'web.1', 'new')
  expect(log.recent(10, {})).toHaveLength(2)
  clock.advance(120)
  expect(log.recent(10, {})).toEqual([expect.stringMatching(/: new$/)])
})

test('stamps each line as Heroku does, and never twice the same', () => {
  const log = createAppLog(createClock())
  for (let i = 0; i < 2_000; i += 1) log.append('app', 'web.1', 'x')
  const stamps = log.recent(1_500, {}).map((line) => line.slice(0, line.indexOf(' ')))
  expect(stamps[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/)
  expect(new Set(stamps).size).toBe(1_500)
  expect(stamps.toSorted()).toEqual(stamps)
})

test('filters by source, dyno and process type', () => {
  const log = createAppLog(createClock())
  log.append('app', 'web.1', 'one')
  log.append('heroku', 'web.1', 'two')
  log.append('app', 'worker.1', 'three')
  const messages = (filter: { source?: string; dyno?: string }) =>
    log.recent(10, filter).map((line) => line.slice(line.lastIndexOf(' ') + 1))
  expect(messages({ source: 'app' })).toEqual(['one', 'three'])
  expect(messages({ dyno: 'web' })).toEqual(['one', 'two'])
  expect(messages({ dyno: 'web.1', source: 'heroku' })).toEqual(['two'])
})
