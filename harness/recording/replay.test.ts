import { describe, expect, it } from 'vitest'
import { Replay, remembered } from './replay.ts'

const line = (second: number, text = 'x'): string =>
  `2026-05-10T08:00:${String(second).padStart(2, '0')}.000001+00:00 app[web.1]: ${text}`
const take = (replay: Replay, ...lines: string[]): string[] => lines.map((one) => replay.take(one))

describe('a stream that is opened again', () => {
  it('goes on where it broke off', () => {
    const replay = new Replay([])
    expect(take(replay, line(1), line(2), line(3))).toEqual(['next', 'next', 'next'])
    replay.opened()
    expect(take(replay, line(2), line(3), line(4))).toEqual(['seen', 'seen', 'next'])
  })

  it('goes on where a recording ends', () => {
    expect(take(new Replay([line(1), line(2)]), line(1), line(2), line(3))).toEqual(['seen', 'seen', 'next'])
  })

  it('that begins with a line nobody has seen is apart, until it is gone on with', () => {
    const replay = new Replay([line(1)])
    expect(take(replay, line(3))).toEqual(['apart'])
    replay.goOn()
    expect(take(replay, line(3), line(4))).toEqual(['next', 'next'])
    replay.opened()
    expect(take(replay, line(3), line(4), line(5))).toEqual(['seen', 'seen', 'next'])
  })

  it('that has but the last line has missed none', () => {
    const replay = new Replay([line(1), line(2)])
    expect(take(replay, line(2))).toEqual(['seen'])
  })

  it('brings a line of its middle that was not seen', () => {
    const replay = new Replay([line(1), line(3)])
    expect(take(replay, line(1), line(2), line(3))).toEqual(['seen', 'next', 'seen'])
  })

  it('has the same stamp twice where it was there twice', () => {
    const replay = new Replay([line(1), line(1, 'second')])
    expect(take(replay, line(1), line(1, 'second'), line(1, 'third'))).toEqual(['seen', 'seen', 'next'])
  })

  it('knows a line whose secret was masked', () => {
    expect(take(new Replay([line(1, 'password=***')]), line(1, 'password=verysecret'))).toEqual(['seen'])
  })

  it('knows as many lines as Heroku sends again, and forgets the rest', () => {
    const stamp = (n: number): string => `${new Date(n).toISOString()} app[web.1]: x`
    const replay = new Replay([])
    for (let n = 0; n < 10 * remembered; n += 1) replay.take(stamp(n))
    replay.opened()
    expect(take(replay, stamp(9 * remembered), stamp(9 * remembered - 1))).toEqual(['seen', 'next'])
  })
})
