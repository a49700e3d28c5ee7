import { describe, expect, it } from 'vitest'
import type { Evidence } from '../journal/entry.ts'
import type { Begin } from '../verdicts/soak-begin.ts'
import { beginOfSoak } from '../verdicts/soak-begin.ts'
import { type SoakFacts, soakOf } from './soak.ts'

// Soaks as their evidence tells of them. Hours are counted from the release that switched the app on.

const switchedOn = Date.parse('2026-05-10T08:00:00Z')
const hour = (hours: number): Date => new Date(switchedOn + hours * 3_600_000)
const at = (hours: number): string => hour(hours).toISOString()
const span = (from: number, to: number) => ({ from: at(from), to: at(to) })

const subject = {
  app: 'shop-staging',
  database: 'DATABASE',
  configVars: { owner: 'DATABASE_URL', restricted: 'APP_DATABASE_URL', flag: 'FLAG' },
  soak: { hours: 72, checkpointHours: [24, 48, 72], quietHours: 6, proof: 'where-shown' as const },
}
const release = (version: number, description: string, hours: number) => ({
  version,
  description,
  status: 'succeeded',
  created_at: at(hours),
})
const first = [release(11, 'Set APP_DATABASE_URL config vars', -1), release(10, 'Deploy 1f0c', -9)]
const on = release(12, 'Set FLAG config vars', 0)
const beginWith = (...newest: ReturnType<typeof release>[]): Begin =>
  beginOfSoak({ flag: 'on' }, { newestFirst: [...newest, on, ...first], complete: true }, subject)

const allPassed = { work: 'passed', others: 'passed', refused: 'passed', state: 'passed' } as const
const counts = (resetAt = '1.0'): NonNullable<Evidence['counts']> => ({
  at: at(0),
  database: 'd1',
  resetAt,
  roles: { shop_app: 10 },
})

/** A checkpoint at that hour whose log reaches back to the one before. */
const checkpoint = (hours: number, from: number, changes: Partial<Evidence> = {}): Evidence => {
  const parts = { ...allPassed, ...changes.parts }
  const outcomes = Object.values(parts)
  return {
    herokuAt: at(hours),
    clockAheadMs: 0,
    release: 12,
    amiss: [],
    log: { ...span(from, hours), gaps: [] },
    recorded: [],
    proof: 'not shown',
    counts: counts(),
    requests: 40,
    quiet: [],
    withoutDynos: [],
    ...changes,
    parts,
    outcome: outcomes.includes('failed')
      ? 'failed'
      : outcomes.includes('inconclusive')
        ? 'inconclusive'
        : 'passed',
  }
}

/** What a checkpoint saw, or what a change came to. */
type Told = Evidence | { readonly statements: string[] } | { readonly release: number }

/** The lines of a journal in which these follow each other. */
const entriesOf = (told: readonly Told[]): SoakFacts['entries'] =>
  told.map((one, index) => {
    const line = { n: index + 1, previous: '0'.repeat(64), at: at(0), app: subject.app, run: 'run' }
    return {
      hash: `hash of line ${index + 1}`,
      entry:
        'herokuAt' in one
          ? { ...line, type: 'checkpoint', evidence: one }
          : { ...line, type: 'after', of: 1, ended: 'well', durationMs: 1, ...one },
    }
  })

const soak = (now: number, told: readonly Told[], changes: Partial<SoakFacts> = {}) =>
  soakOf({ subject, begin: beginWith(), now: hour(now), entries: entriesOf(told), damage: [], ...changes })
const missing = ({ missing: gaps }: ReturnType<typeof soak>): string[] =>
  gaps.map(
    ({ from, to, what }) =>
      `${(from.getTime() - switchedOn) / 3_600_000} to ${(to.getTime() - switchedOn) / 3_600_000}: ${what}`,
  )

const three = [checkpoint(24, -1), checkpoint(48, 23), checkpoint(72, 47)]
const denied = {
  parts: { ...allPassed, refused: 'failed' as const },
  amiss: [{ id: 'verify/no-denials', outcome: 'failed', said: 'denied-in-log: orders: 1 line(s)' }],
}

describe('a soak that is over', () => {
  it('is clean where all of it was seen and nothing was amiss', () => {
    const { outcome, coveredHours, evidence, reasons } = soak(72, three)
    expect({ outcome, coveredHours, evidence, reasons }).toEqual({
      outcome: 'clean',
      coveredHours: 72,
      evidence: 'hash of line 3',
      reasons: [],
    })
  })

  it('rests on the checkpoint it was clean with first, whatever is seen afterwards', () => {
    expect(soak(80, [...three, checkpoint(80, 71)])).toMatchObject({
      outcome: 'clean',
      evidence: 'hash of line 3',
    })
  })

  it('rests on no checkpoint before the hole was filled that a later one filled', () => {
    const told = [checkpoint(24, -1), checkpoint(48, 23), checkpoint(72, 60), checkpoint(73, 47)]
    expect(soak(73, told)).toMatchObject({ outcome: 'clean', evidence: 'hash of line 4' })
  })

  it('is clean with a checkpoint that was late, where its log reaches back', () => {
    expect(soak(72, [checkpoint(31, -1), checkpoint(48, 30), checkpoint(72, 47)]).outcome).toBe('clean')
  })

  it('is clean on one checkpoint, where what was recorded leaves no hole', () => {
    const whole = checkpoint(72, 70, { recorded: [span(0, 71)] })
    expect(soak(72, [whole])).toMatchObject({ outcome: 'clean', coveredHours: 72 })
    expect(missing(soak(72, [checkpoint(72, 70, { recorded: [span(0, 33), span(38, 71)] })]))).toEqual([
      '33 to 38: log: it no longer reached back so far when it was read',
    ])
  })
})

describe('a soak that is not over', () => {
  it('is under way before its hours are over, whatever was seen', () => {
    expect(soak(71, [checkpoint(24, -1), checkpoint(48, 23), checkpoint(71, 47)])).toMatchObject({
      outcome: 'running',
      due: { hours: 72 },
      evidence: undefined,
    })
  })

  it('is inconclusive where its hours are over and nobody looked', () => {
    expect(soak(90, [])).toMatchObject({ outcome: 'inconclusive', coveredHours: 0 })
    expect(soak(90, [checkpoint(24, -1), checkpoint(48, 23)])).toMatchObject({
      outcome: 'inconclusive',
      coveredHours: 48,
      due: { hours: 72 },
    })
  })
})

describe('what the owner ran', () => {
  it.each([
    ['since the switch', at(0), []],
    ['as the first releases wrote it, which did not say', undefined, []],
    ['since a look in hour 10, which was no checkpoint', at(10), ['0 to 10']],
    ['since nobody knows when', null, ['0 to 24']],
  ])('is known %s', (_, statementsSince, gaps) => {
    const why =
      'statements: nothing by then to hold their counts against, and what the owner ran is not known'
    expect(missing(soak(24, [checkpoint(24, -1, { statementsSince })]))).toEqual(
      gaps.map((hours) => `${hours}: ${why}`),
    )
  })

  it('is known from one checkpoint to the next', () => {
    const told = [
      checkpoint(24, -1, { statementsSince: at(0) }),
      checkpoint(48, 23, { statementsSince: at(24) }),
    ]
    expect(missing(soak(48, told))).toEqual([])
  })
})

describe('what failed', () => {
  it('is a denial in hour 30, from the checkpoint that saw it', () => {
    const seen = soak(50, [checkpoint(24, -1), checkpoint(48, 23, denied)])
    expect(seen.outcome).toBe('failed')
    expect(seen.reasons.join()).toContain('denied-in-log: orders')
  })

  it('is drift at hour 50, and the soak begins again with the first checkpoint that passed after it', () => {
    const drifted = checkpoint(50, 47, { parts: { ...allPassed, state: 'failed' } })
    const mended = [
      checkpoint(24, -1),
      checkpoint(48, 23),
      drifted,
      { statements: ['REVOKE'] },
      checkpoint(51, 49),
    ]
    expect(soak(51, mended.slice(0, 3)).outcome).toBe('failed')
    expect(soak(72, [...mended, checkpoint(72, 50)])).toMatchObject({
      outcome: 'running',
      since: hour(51),
      coveredHours: 21,
    })
    expect(soak(123, [...mended, checkpoint(75, 50), checkpoint(99, 74), checkpoint(123, 98)])).toMatchObject(
      {
        outcome: 'clean',
        since: hour(51),
      },
    )
  })

  it('stays what it is where the checkpoint after it saw too little to say that it is mended', () => {
    const blind = checkpoint(49, 47, { parts: { ...allPassed, state: 'inconclusive' } })
    expect(soak(50, [checkpoint(24, -1), checkpoint(48, 23, denied), blind]).outcome).toBe('failed')
  })

  it('is statements of the owner at hour 60', () => {
    expect(
      soak(72, [
        checkpoint(24, -1),
        checkpoint(48, 23),
        checkpoint(72, 47, { parts: { ...allPassed, others: 'failed' } }),
      ]).outcome,
    ).toBe('failed')
  })
})

describe('the soak begins again', () => {
  const back = (...newest: ReturnType<typeof release>[]) =>
    soak(72, [...three], { begin: beginWith(...newest) })

  it.each([
    [
      'rollback and re-enable at hour 40',
      [release(14, 'Set FLAG config vars', 40), release(13, 'Set FLAG config vars', 39)],
      40,
    ],
    ['`heroku rollback` at hour 41', [release(13, 'Rollback to v12', 41)], 41],
    ['another URL at hour 30', [release(13, 'Set APP_DATABASE_URL, OTHER config vars', 30)], 30],
    ['another database at hour 20', [release(13, 'Attach DATABASE (@ref:postgresql-round-2)', 20)], 20],
    ['a promoted follower at hour 21', [release(13, 'Promote DATABASE (@ref:postgresql-round-2)', 21)], 21],
    [
      'an add-on that the platform replaced at hour 22',
      [release(13, 'Update DATABASE_URL by heroku-postgresql', 22)],
      22,
    ],
  ])('with %s', (_, newest, hours) => {
    const seen = back(...newest)
    expect(seen.since).toEqual(hour(hours))
    // What was written in the soak before says nothing of this one.
    expect(seen).toMatchObject({ outcome: 'running', coveredHours: 0, checkpoints: [] })
  })

  it('with a database that is attached by another name, and not with another service', () => {
    const amber = release(13, 'Attach HEROKU_POSTGRESQL_AMBER (@ref:postgresql-round-2)', 20)
    expect(back(amber).since).toEqual(hour(20))
    const redis = release(14, 'Attach REDIS (@ref:redis-round-3)', 30)
    expect(back(redis, release(13, 'Update REDIS_URL by heroku-redis', 20)).since).toEqual(hour(0))
  })

  it('where a checkpoint failed and the next one passed, whatever was done between them', () => {
    const told = [checkpoint(24, -1), checkpoint(40, 23, denied), checkpoint(48, 39), checkpoint(72, 47)]
    expect(soak(72, told)).toMatchObject({ outcome: 'running', since: hour(48), coveredHours: 24 })
  })

  it('and not with a deploy, or with a var that only sounds alike', () => {
    const seen = back(release(14, 'Deploy 9a0b', 30), release(13, 'Set FLAG_OF_ANOTHER config vars', 20))
    expect(seen).toMatchObject({ outcome: 'clean', since: hour(0) })
  })

  it('where the grants were changed between two checkpoints that passed', () => {
    const told = [checkpoint(24, -1), { statements: ['GRANT'] }, checkpoint(48, 23), checkpoint(72, 47)]
    expect(soak(72, told)).toMatchObject({ outcome: 'running', since: hour(48), coveredHours: 24 })
    const unseen = soak(72, [...three, { statements: ['GRANT'] }])
    expect(unseen.outcome).not.toBe('clean')
    expect(unseen.reasons.join()).toContain('verify again')
  })
})

describe('what is in the journal of the soak besides', () => {
  it('is a change of the grants before anybody looked: it begins with the first checkpoint after that', () => {
    const told = [{ release: 12 }, { statements: ['GRANT'] }, ...three]
    expect(soak(72, told)).toMatchObject({ outcome: 'running', since: hour(24) })
  })

  it.each<[string, Told[]]>([
    [
      'a change of the grants before the app was switched',
      [{ statements: ['GRANT'] }, { release: 12 }, ...three],
    ],
    ['a change that was none of the grants', [{ release: 12 }, { release: 13 }, ...three]],
    [
      'a reapply that had nothing to do',
      [checkpoint(24, -1), { statements: [] }, checkpoint(48, 23), checkpoint(72, 47)],
    ],
  ])('is nothing to it: %s', (_, told) => {
    expect(soak(72, told).outcome).toBe('clean')
  })
})

describe('what does not count', () => {
  const with48 = (changes: Partial<Evidence>, from = 23) =>
    soak(72, [checkpoint(24, -1), checkpoint(48, from, changes), checkpoint(72, 47)])

  it.each<[string, Partial<Evidence>, number, string[]]>([
    [
      'a log that no longer reached back: 5 h',
      {},
      29,
      ['24 to 29: log: it no longer reached back so far when it was read'],
    ],
    [
      'lines that Heroku says it lost',
      { log: { ...span(23, 48), gaps: [span(30, 33)] } },
      23,
      ['30 to 33: log: Heroku says that it lost lines'],
    ],
    [
      'lines that it lost, and hours before them that the log no longer reached: each for its own reason',
      { log: { ...span(29, 48), gaps: [span(31, 33)] } },
      29,
      [
        '24 to 29: log: it no longer reached back so far when it was read',
        '31 to 33: log: Heroku says that it lost lines',
      ],
    ],
    ['a log that could not be read', { log: undefined }, 23, ['24 to 47: log: it could not be read']],
    [
      'a log that did not bring back the denial',
      { proof: 'did not come back' },
      23,
      ['24 to 47: log: it did not bring back the denial that was asked for'],
    ],
    ['20 h without a request', { quiet: [span(26, 46)] }, 23, ['26 to 46: traffic: no request was answered']],
    [
      'dynos at zero overnight',
      { withoutDynos: [span(36, 44)] },
      23,
      ['36 to 44: dynos: the app was scaled to zero'],
    ],
    [
      'counts that were reset',
      { counts: counts('2.0') },
      23,
      [
        '24 to 48: statements: their counts were reset, and whose they were is not known',
        '48 to 72: statements: their counts were reset, and whose they were is not known',
      ],
    ],
    [
      'no statement of the role',
      { parts: { ...allPassed, work: 'inconclusive' } },
      23,
      ['24 to 48: work: the role ran no statement that was counted'],
    ],
  ])('is %s', (_, changes, from, expected) => {
    const seen = with48(changes, from)
    expect(missing(seen)).toEqual(expected)
    expect(seen.outcome).toBe('inconclusive')
    expect(seen.evidence).toBeUndefined()
  })

  it('is made up for by as many hours more', () => {
    const told = [checkpoint(24, -1), checkpoint(48, 29), checkpoint(72, 47), checkpoint(77, 71)]
    expect(soak(77, told)).toMatchObject({ outcome: 'clean', coveredHours: 72, evidence: 'hash of line 4' })
  })

  it('is what was seen before this soak, or by a machine whose clock is a day off', () => {
    // A checkpoint bears Heroku's time; this machine's is in the line, and nothing here reads it.
    expect(
      soak(
        72,
        three.map((one) => ({ ...one, clockAheadMs: 86_400_000 })),
      ).outcome,
    ).toBe('clean')
    expect(
      soak(
        72,
        three.map((one) => ({ ...one, release: 9 })),
      ),
    ).toMatchObject({ coveredHours: 0 })
  })
})

describe('evidence that is not as it was written', () => {
  it('proves nothing, however long it is', () => {
    const seen = soak(72, three, { damage: ['line 2: it was edited'] })
    expect(seen).toMatchObject({ outcome: 'inconclusive', evidence: undefined })
    expect(seen.reasons).toContain('line 2: it was edited')
  })
})

describe('no soak', () => {
  const none = (
    flag: 'off' | 'unset' | 'unknown' | 'on',
    newestFirst: ReturnType<typeof release>[],
    complete = true,
  ) => soak(72, three, { begin: beginOfSoak({ flag }, { newestFirst, complete }, subject) })

  it.each([
    ['the flag is off', 'off', 'nothing soaks'],
    ['the flag is not set', 'unset', 'nothing soaks'],
    ['the flag holds something else', 'unknown', 'neither on nor off'],
  ] as const)('where %s', (_, flag, said) => {
    const seen = none(flag, [on, ...first])
    expect(seen.outcome).toBe('inconclusive')
    expect(seen.why).toContain(said)
  })

  it('where the release that set the flag is not among those seen', () => {
    expect(none('on', [release(300, 'Deploy 1', 71)], false).why).toContain('not among the 1 newest')
  })
})
