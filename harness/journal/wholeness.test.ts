import { describe, expect, it } from 'vitest'
import { nothingBefore } from './entry.ts'
import { linesOf } from './journal-file.ts'
import { wholenessOf } from './wholeness.ts'

/** A journal with these runs, as its lines: each run a start, two changes with their ends, and an end. */
function written(runs: readonly string[], app = 'app'): string[] {
  const lines: string[] = []
  const add = (said: object): number => {
    const previous = linesOf(Buffer.from(lines.at(-1) ?? ''))[0]?.hash ?? nothingBefore
    const at = '2026-05-10T09:00:00.000Z'
    lines.push(JSON.stringify({ n: lines.length + 1, previous, at, app, ...said }))
    return lines.length
  }
  for (const run of runs) {
    add({ type: 'run-start', run, command: 'provision', environment: 'staging', by: 'me@here', commit: 'c' })
    for (const what of ['one', 'two']) {
      const of = add({ type: 'before', run, what: `${what} of ${run}`, vars: [] })
      add({ type: 'after', run, of, ended: 'well', durationMs: 3 })
    }
    add({ type: 'run-end', run, outcome: 'passed', exitStatus: 0 })
  }
  return lines
}

const whole = written(['a', 'b'])
const another = written(['c', 'd', 'e'])
const headOf = (lines: readonly string[], n: number, by = 'reports/one.json') => ({
  n,
  hash: linesOf(Buffer.from(lines[n - 1] ?? ''))[0]?.hash ?? '',
  by,
})
const seen = [headOf(whole, 6), headOf(whole, 12)]

const judged = (lines: readonly string[], heads = seen) => {
  const { breaks, ...rest } = wholenessOf(
    linesOf(Buffer.from(lines.map((line) => `${line}\n`).join(''))),
    heads,
    'app',
  )
  return { ...rest, breaks: breaks.map(({ code, where }) => `${code}: ${where}`) }
}
const without = (...positions: number[]): string[] => whole.filter((_line, at) => !positions.includes(at + 1))
const withLines = (after: number, ...lines: string[]): string[] => whole.toSpliced(after, 0, ...lines)
const changed = (position: number, from: string, to: string): string[] =>
  whole.with(position - 1, (whole[position - 1] ?? '').replace(from, to))

describe('a journal as it was written', () => {
  it('is whole, and its end is the end', () => {
    expect(judged(whole)).toEqual({ breaks: [], end: { isEnd: true }, remarks: [] })
  })

  it('is whole though a run was killed between two lines, and names the cut', () => {
    const cut = written(['a']).slice(0, 4)
    expect(judged(cut, [])).toMatchObject({ breaks: [], end: { isEnd: false } })
    expect(judged(cut, []).remarks).toEqual([
      'line 1: the run of provision has no end: it was ended before its time, or is under way',
      'line 4: how `two of a` ended was not written: its run was ended meanwhile',
    ])
  })
})

describe('a journal that somebody was at', () => {
  it.each<[string, string[], string[]]>([
    [
      'a line edited',
      changed(3, '"ms":3', '').with(2, (whole[2] ?? '').replace('well', 'with an error')),
      ['journal-edited: line 3'],
    ],
    ['a word edited', changed(2, 'one', 'nil'), ['journal-edited: line 2']],
    ['a line’s number edited', changed(4, '"n":4', '"n":9'), ['journal-edited: line 4']],
    [
      'a line’s link edited',
      changed(4, '"previous":"', '"previous":"0').map((line, at) =>
        at === 3 ? line.replace(/("previous":")0(.{63})./, '$10$2') : line,
      ),
      ['journal-edited: line 4'],
    ],
    ['a line made illegible', whole.with(4, '{"n":5'), ['journal-edited: line 5']],
    ['a line made empty', whole.with(4, ''), ['journal-edited: line 5']],
    ['the last line edited', changed(12, 'passed', 'failed'), ['journal-rewritten: line 12']],
    ['a line deleted', without(3), ['journal-deleted: line 3']],
    ['lines deleted', without(3, 4, 5), ['journal-deleted: lines 3 to 5']],
    ['the first line deleted', without(1), ['journal-deleted: line 1']],
    ['the start of a run deleted', without(6, 7), ['journal-deleted: lines 6 to 7']],
    ['a whole run deleted', without(1, 2, 3, 4, 5, 6), ['journal-deleted: lines 1 to 6']],
    [
      'two lines swapped',
      [...whole.slice(0, 2), whole[3] ?? '', whole[2] ?? '', ...whole.slice(4)],
      ['journal-reordered: line 3'],
    ],
    [
      'the first two swapped',
      [whole[1] ?? '', whole[0] ?? '', ...whole.slice(2)],
      ['journal-reordered: line 1'],
    ],
    [
      'a run moved behind the next',
      [...whole.slice(6), ...whole.slice(0, 6)],
      ['journal-reordered: lines 1 to 6'],
    ],
    [
      'a line moved far',
      [...without(3).slice(0, 8), whole[2] ?? '', ...without(3).slice(8)],
      ['journal-reordered: lines 3 to 8'],
    ],
    ['a line written twice', withLines(7, whole[2] ?? ''), ['journal-repeated: line 8']],
    ['the tail cut off', whole.slice(0, 9), ['journal-cut: lines 10 to 12']],
    ['the last run cut off', whole.slice(0, 6), ['journal-cut: lines 7 to 12']],
    ['all of it cut off', [], ['journal-cut: lines 1 to 12']],
    [
      'another run’s lines put in between',
      withLines(5, ...another.slice(6, 12)),
      ['journal-spliced: lines 6 to 11'],
    ],
    [
      'another file’s beginning put in between',
      withLines(5, ...another.slice(0, 6)),
      ['journal-spliced: lines 6 to 11'],
    ],
    ['one line of another run put in between', withLines(3, another[3] ?? ''), ['journal-spliced: line 4']],
    [
      'another run’s lines put behind, with the numbers that fit',
      [...whole, ...another.slice(12)],
      ['journal-spliced: line 13'],
    ],
    ['another run’s lines put behind', [...whole, ...another.slice(0, 6)], ['journal-spliced: line 13']],
    [
      'another app’s line put behind',
      [...whole, written(['x'], 'other')[0] ?? ''],
      ['journal-spliced: line 13'],
    ],
    [
      'all of it written anew',
      written(['a', 'z']).with(3, 'x'),
      ['journal-edited: line 4', 'journal-rewritten: line 12'],
    ],
    [
      'all of it written anew, and whole',
      written(['y', 'z']),
      ['journal-rewritten: line 6', 'journal-rewritten: line 12'],
    ],
  ])('says what it is: %s', (_name, lines, said) => {
    expect(judged(lines).breaks).toEqual(said)
  })

  it('says that the file is gone, by who has seen it', () => {
    expect(wholenessOf(undefined, seen, 'app').breaks).toMatchObject([{ code: 'journal-removed' }])
    expect(wholenessOf(undefined, [], 'app').breaks).toEqual([])
  })

  it('cannot see what no report has seen: a tail cut off between two runs, and all of it written anew', () => {
    expect(judged(whole.slice(0, 6), [])).toEqual({ breaks: [], end: { isEnd: true }, remarks: [] })
    expect(judged(written(['y', 'z']), []).breaks).toEqual([])
  })

  it('names what it is without a report, too', () => {
    expect(judged(without(3), []).breaks).toEqual(['journal-deleted: line 3'])
    expect(judged([...whole, ...another.slice(7, 9)], []).breaks).toEqual(['journal-spliced: line 13'])
    expect(judged(changed(6, 'passed', 'failed'), []).breaks).toEqual(['journal-edited: line 6'])
  })
})
