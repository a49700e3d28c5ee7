import { describe, expect, it } from 'vitest'
import type { Release } from '../heroku/app.ts'
import type { Entry } from '../journal/entry.ts'
import { reconciled } from './journal.ts'

const configVars = { owner: 'DATABASE_URL', restricted: 'APP_DATABASE_URL', flag: 'FLAG' }
const minute = (minutes: number): string => new Date(Date.UTC(2026, 4, 10, 9, minutes)).toISOString()
const release = (
  version: number,
  description: string,
  minutes: number,
  email = 'me@example.com',
): Release => ({
  version,
  description,
  status: 'succeeded',
  created_at: minute(minutes),
  user: { email },
})

const place = { previous: '', app: 'app', run: 'r' }
const start: Entry = {
  ...place,
  n: 1,
  at: minute(0),
  type: 'run-start',
  command: 'provision',
  environment: 'staging',
  by: 'me@here',
  commit: 'c',
}
const before = (n: number, name: string, minutes: number, since?: number): Entry => ({
  ...place,
  n,
  at: minute(minutes),
  type: 'before',
  what: `heroku config:set ${name}=…`,
  vars: [name],
  ...(since !== undefined && { since }),
})
const after = (
  n: number,
  minutes: number,
  version?: number,
  ended: 'well' | 'with an error' = 'well',
): Entry => ({
  ...place,
  n,
  at: minute(minutes),
  type: 'after',
  of: n - 1,
  ended,
  durationMs: 1,
  ...(version !== undefined && { release: version }),
})
const judged = (entries: Entry[], newestFirst: Release[], complete = true) =>
  reconciled([start, ...entries], { newestFirst, complete }, { configVars, otherRoles: [] })

const url = release(5, 'Set APP_DATABASE_URL config vars', 1)
const flag = release(6, 'Set FLAG config vars', 10)
const both = [before(2, 'APP_DATABASE_URL', 1), after(3, 1, 5), before(4, 'FLAG', 10), after(5, 10, 6)]

describe('the journal and the releases', () => {
  it('agree where each change has its release, whatever was released before', () => {
    const old = release(4, 'Set FLAG config vars', -600)
    expect(judged(both, [flag, url, old])).toEqual({ amiss: [], remarks: [], matched: 2 })
  })

  it('do not, where Heroku has no release of a change that ended well', () => {
    expect(judged(both, [url]).amiss).toEqual([
      {
        object: 'line 4',
        found: 'no release of that time set FLAG. Heroku answered with v6, which is not there.',
      },
    ])
    const another = release(6, 'Deploy abc', 10)
    expect(judged(both, [another, url]).amiss[0]?.found).toContain('v6, which is v6: Deploy abc')
    const unnamed = [before(2, 'FLAG', 1), after(3, 1)]
    expect(judged(unnamed, [url]).amiss).toHaveLength(1)
  })

  it('agree on one that is older than what Heroku lists', () => {
    const newest = release(300, 'Deploy abc', 900)
    expect(judged(both, [newest], false)).toMatchObject({
      amiss: [],
      remarks: [{}, {}].map(() => expect.stringContaining('older')),
    })
  })

  it('agree where somebody’s release came between the change and the answer', () => {
    const theirs = release(7, 'Set OTHER config vars', 10, 'them@example.com')
    const answered = [before(4, 'FLAG', 10), after(5, 10, 7)]
    expect(judged(answered, [theirs, flag])).toEqual({ amiss: [], remarks: [], matched: 1 })
  })

  it('name what touched our config vars and has no line, by whom', () => {
    const theirs = release(7, 'Set FLAG config vars', 30, 'them@example.com')
    const back = release(8, 'Rollback to v5', 31, 'them@example.com')
    const other = release(9, 'Set FLAG_V2 config vars', 32)
    expect(judged(both, [other, back, theirs, flag, url]).remarks).toEqual([
      `somebody else's: v7: Set FLAG config vars, ${minute(30)}, by them@example.com`,
      `somebody else's: v8: Rollback to v5, ${minute(31)}, by them@example.com`,
    ])
  })

  it('say what came of a change of which nobody wrote how it ended', () => {
    expect(judged([before(2, 'FLAG', 10)], [flag]).remarks).toEqual([
      `line 2: nobody wrote how it ended, and it may have taken effect: v6: Set FLAG config vars, ${minute(10)}`,
    ])
    expect(judged([before(2, 'FLAG', 10)], [url]).remarks).toEqual([
      'line 2: no release of that time set FLAG: it took no effect',
      `somebody else's: v5: Set APP_DATABASE_URL config vars, ${minute(1)}, by me@example.com`,
    ])
    expect(judged([before(2, 'FLAG', 10), after(3, 10, undefined, 'with an error')], [flag]).amiss).toEqual(
      [],
    )
  })

  it('go by the number of the newest release before the change, where the journal has it, and not by the clocks', () => {
    const slow = release(6, 'Set FLAG config vars', -300)
    expect(judged([before(2, 'FLAG', 10, 5)], [slow])).toMatchObject({
      matched: 1,
      remarks: [expect.stringContaining('it took effect: v6')],
    })
    const earlier = release(5, 'Set FLAG config vars', 10)
    expect(judged([before(2, 'FLAG', 10, 5)], [earlier]).remarks).toEqual([
      'line 2: no release of that time set FLAG: it took no effect',
      expect.stringContaining("somebody else's: v5"),
    ])
  })

  it('tell a change that was cut from the one that came after it, within a minute', () => {
    const again = release(7, 'Set FLAG config vars', 11)
    const cut = [before(2, 'FLAG', 10, 5), before(3, 'FLAG', 11, 6), after(4, 11, 7)]
    expect(judged(cut, [again, flag])).toMatchObject({
      matched: 2,
      remarks: [
        expect.stringContaining('line 2: it did not end well, or nobody wrote how, and it took effect: v6'),
      ],
    })
    expect(judged(cut, [again]).remarks).toEqual([
      'line 2: no release of that time set FLAG: it took no effect',
    ])
  })
})
